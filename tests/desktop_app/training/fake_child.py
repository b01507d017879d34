"""A training child without training: says what its one argument asks for.

Speaks the protocol of the real one: a request line comes on standard input,
events go to standard output, the end of standard input ends it.
"""

import base64
import json
import os
import signal
import sys
import threading
import time


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def train(epochs=3, steps=4):
    say("started", epochs=epochs, training=400, validation=100, parameters=1234, run="runs/1")
    for epoch in range(1, epochs + 1):
        for step in range(1, steps + 1):
            share = (epoch - 1 + step / steps) / epochs
            say(
                "batch",
                epoch=epoch,
                step=step,
                steps=steps,
                loss=2.3 * (1 - share) + 0.1,
                accuracy=0.1 + 0.85 * share,
            )
        share = epoch / epochs
        say(
            "epoch",
            epoch=epoch,
            loss=2.3 * (1 - share) + 0.1,
            accuracy=0.1 + 0.85 * share,
            validation_loss=2.2 * (1 - share) + 0.2,
            validation_accuracy=0.1 + 0.8 * share,
            seconds=0.1,
        )


def finish(accepted=True, reason="It is no worse than the current model."):
    metrics = {"validation_accuracy": 0.9, "current_validation_accuracy": 0.89}
    say("finished", model_id="fake-1", accepted=accepted, reason=reason, metrics=metrics)


def good():
    train()
    finish()


def refused():
    train()
    finish(accepted=False, reason="It reads 88.00 %, the current model 95.00 %.")


def predict(epoch=1, wrong=2):
    """Ten held-back digits, the first ones read wrongly."""
    items = [
        {
            "crop": base64.b64encode(bytes([25 * label]) * 784).decode(),
            "label": label,
            "answer": (label + 1) % 10 if label < wrong else label,
            "confidence": 0.91,
        }
        for label in range(10)
    ]
    say("predictions", epoch=epoch, items=items)


def pausing():
    """Waits when it is told to, and trains to the end when it is told to go on."""
    train(epochs=2)
    predict()
    for line in sys.stdin:
        match json.loads(line)["command"]:
            case "pause":
                say("paused")
            case "resume":
                say("resumed")
                finish()
                os._exit(0)
            case "cancel":
                sys.exit(3)


def garbage():
    sys.stdout.write("I0000 some library\n\x00\xff{\n[1]\n\n")
    print('{"event": "batch", "epoch": "one"}', flush=True)
    print('{"event": "surprise"}', flush=True)
    train()
    print("bye", flush=True)
    finish()


def huge():
    sys.stdout.write("x" * (1 << 20) + "\n")
    sys.stdout.flush()
    good()


def endless():
    while True:
        sys.stdout.write("x" * (1 << 16))
        sys.stdout.flush()


def flood():
    while True:
        sys.stdout.write("nonsense\n" * 8192)
        sys.stdout.flush()


def partial():
    train(epochs=1)
    sys.stdout.write('{"event": "finis')
    sys.stdout.flush()


def crash():
    train(epochs=1)
    print("\x1b[31mTraceback: the last words\x1b[0m", file=sys.stderr, flush=True)
    sys.exit(7)


def chatter():
    for number in range(20_000):
        print(f"line {number}", file=sys.stderr)
    sys.exit(1)


def killed():
    train(epochs=1)
    os.kill(os.getpid(), signal.SIGKILL)


def failed():
    say("failed", error="The disk is full: make room and try again.")
    sys.exit(1)


def patient():
    """Obeys a cancel, and nothing else ends it but the end of its input."""
    train(epochs=1)
    for line in sys.stdin:
        if json.loads(line) == {"command": "cancel"}:
            sys.exit(3)


def silent():
    for _line in sys.stdin:
        sys.exit(3)


def deaf():
    say("message", text="I do not listen.")
    while True:
        time.sleep(60)


def linger():
    good()
    deaf()


def echo():
    say("message", text=json.dumps({"request": REQUEST}))
    finish()


def environment():
    say("message", text=os.environ["DIGITLENS_DATA"])
    finish()


def end_with_the_window():
    """What every real child does: no input, no work."""
    for _line in sys.stdin:
        pass
    os._exit(4)


REQUEST = json.loads(sys.stdin.readline())
MODE = sys.argv[1]
if MODE not in ("patient", "silent", "deaf", "linger", "pausing"):
    threading.Thread(target=end_with_the_window, daemon=True).start()
globals()[MODE]()
if MODE not in ("crash",):
    sys.stdout.flush()
    os._exit(0)
