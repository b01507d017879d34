"""How steadily digits are read in hand-held clips: `python -m model.clip_benchmark`.

What a person sees is compared with the truth of every frame: labels that
change, digits that lose their identity, how long a label takes to appear, and
what is shown where no digit is. A reading of a single frame is what the path
gives without a tracker.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from model.clip_scenes import KINDS
from model.clips import FRAME_COUNT, FRAME_RATE, clip_frames
from model.photo_evaluation import PlacedDigit, matched
from model.photo_outcomes import photo_box
from model.store import ModelStore
from vision.frame import Frame
from vision.recognizer import Recognizer
from vision.tracking import Tracker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.clips import SeenDigit
    from vision.reading import Classifier, DigitRead, Rejection

IN_VIEW = 0.9
"""Share of a digit's ink that is seen where it is said to be in view."""

HIDDEN = 0.3
"""Share of a digit's ink below which it counts as covered."""

LEGIBLE_BLUR = 0.1
"""Blur over a digit's height above which nobody can read it: about the width of its strokes."""

BRIEF_S = 1.0
"""A digit out of view or illegible for longer may come back as another one."""

PROMPT_FRAMES = 4
"""A label is prompt when it is shown so many frames after the first of two right readings."""

NEVER = -1
"""Stands for the delay of a label that was not shown at all."""


@dataclass(slots=True)
class ClipScore:
    """Counts over clips; scores add up.

    Attributes:
        clips: How many.
        frames: Of all clips.
        digits: Different digits that were in view.
        digit_frames: Sum over the frames of the digits in view.
        shown_right: Those shown with the right label.
        shown_wrong: Those shown with a wrong label.
        read_right: Those read rightly in their frame alone.
        label_changes: How often the label shown on a digit became another one.
        renamed: Digits whose identity changed while they were in view or
            briefly out of it.
        delays: Frames from the first of two right readings to the right
            label shown: how many digits needed how many; `NEVER` for those that failed.
        false_shown: Sum over the frames of what is shown where no digit is.
    """

    clips: int = 0
    frames: int = 0
    digits: int = 0
    digit_frames: int = 0
    shown_right: int = 0
    shown_wrong: int = 0
    read_right: int = 0
    label_changes: int = 0
    renamed: int = 0
    delays: dict[int, int] = field(default_factory=dict)
    false_shown: int = 0

    def add(self, other: ClipScore) -> None:
        for name in self.__slots__:
            if name != "delays":
                setattr(self, name, getattr(self, name) + getattr(other, name))
        for delay, count in other.delays.items():
            self.delays[delay] = self.delays.get(delay, 0) + count

    def figures(self) -> dict[str, float]:
        """The shares and rates, by name."""
        late = sum(n for delay, n in self.delays.items() if not 0 <= delay <= PROMPT_FRAMES)
        confirmed = sum(self.delays.values())
        return {
            "clips": self.clips,
            "digits": self.digits,
            "changes_per_digit_second": _ratio(self.label_changes * FRAME_RATE, self.digit_frames),
            "renamed": _ratio(self.renamed, self.digits),
            "prompt": 1 - _ratio(late, confirmed),
            "false_per_second": _ratio(self.false_shown * FRAME_RATE, self.frames),
            "shown_right": _ratio(self.shown_right, self.digit_frames),
            "shown_wrong": _ratio(self.shown_wrong, self.digit_frames),
            "read_right": _ratio(self.read_right, self.digit_frames),
        }


@dataclass(slots=True)
class _Story:
    """What has been seen of one digit so far.

    Attributes:
        seen_at: The last frame in which it was in view.
        track_id: Its identity when it was last shown.
        label: The label it was last shown with.
        was_right: Whether the frame before was read rightly alone.
        pair_at: First of two frames read rightly, None before there are any.
        right_at: First frame in which the right label was shown.
    """

    seen_at: int
    track_id: int | None = None
    label: int | None = None
    was_right: bool = False
    pair_at: int | None = None
    right_at: int | None = None

    def delay(self) -> int | None:
        """Frames until the right label was shown; None if that cannot be said."""
        if self.pair_at is None:
            return None
        if self.right_at is not None:
            return max(0, self.right_at - self.pair_at)
        # What left the view so soon had no time to be shown.
        return NEVER if self.seen_at - self.pair_at >= PROMPT_FRAMES else None


class ClipJudge:
    """Compares what is shown over one clip with the truth."""

    def __init__(self) -> None:
        self._stories: dict[int, _Story] = {}
        self._renamed: set[int] = set()
        self._score = ClipScore(clips=1)

    def judge(
        self, truth: Sequence[SeenDigit], alone: Sequence[DigitRead], shown: Sequence[DigitRead]
    ) -> None:
        """Takes in the next frame.

        Args:
            truth: Every digit of which any ink is in the frame's area.
            alone: What is read in this frame by itself.
            shown: What the tracker makes of it.
        """
        score, index = self._score, self._score.frames
        score.frames += 1
        read_at, shown_at = _at(truth, alone), _at(truth, shown)
        score.false_shown += len(shown) - len(shown_at)
        for i, digit in enumerate(truth):
            in_view = is_in_view(digit)
            if in_view:
                self._see(digit.digit_id, index)
            story = self._stories.get(digit.digit_id)
            if story is None:
                continue
            if i in shown_at:
                self._show(story, digit, shown_at[i], index)
            is_right = i in read_at and read_at[i].digit == digit.label
            if in_view:
                score.digit_frames += 1
                score.read_right += is_right
                if i in shown_at:
                    score.shown_right += shown_at[i].digit == digit.label
                    score.shown_wrong += shown_at[i].digit != digit.label
            if is_right and in_view and story.was_right and story.pair_at is None:
                story.pair_at = index - 1
            story.was_right = is_right and in_view

    def score(self) -> ClipScore:
        """The counts, when all frames of the clip were taken in."""
        for story in self._stories.values():
            self._close(story)
        self._score.digits = len(self._stories)
        self._score.renamed = len(self._renamed)
        return self._score

    def _see(self, digit_id: int, index: int) -> None:
        story = self._stories.get(digit_id)
        if story is not None and index - story.seen_at <= BRIEF_S * FRAME_RATE:
            story.seen_at = index
            return
        if story is not None:
            self._close(story)
        self._stories[digit_id] = _Story(index)

    def _show(self, story: _Story, digit: SeenDigit, shown: DigitRead, index: int) -> None:
        if story.track_id not in {None, shown.track_id}:
            self._renamed.add(digit.digit_id)
        if story.label not in {None, shown.digit}:
            self._score.label_changes += 1
        story.track_id, story.label = shown.track_id, shown.digit
        if shown.digit == digit.label and story.right_at is None:
            story.right_at = index

    def _close(self, story: _Story) -> None:
        delay = story.delay()
        if delay is not None:
            self._score.delays[delay] = self._score.delays.get(delay, 0) + 1


class _Eavesdropper(Tracker):
    """A tracker that keeps what it was given: the readings of the frame alone."""

    def __init__(self) -> None:
        super().__init__()
        self.alone: tuple[DigitRead, ...] = ()

    def update(
        self,
        digits: Sequence[DigitRead],
        rejections: Sequence[Rejection],
        confidence_threshold: float,
    ) -> tuple[list[DigitRead], list[Rejection]]:
        self.alone = tuple(digits)
        return super().update(digits, rejections, confidence_threshold)


def score_clip(
    classifier: Classifier, kind: str, seed: int, frame_count: int = FRAME_COUNT
) -> ClipScore:
    """Reads a clip as the live view does.

    Args:
        classifier: Of the crops.
        kind: One of `model.clip_scenes.KINDS`.
        seed: Of the clip.
        frame_count: Its length.
    """
    tracker = _Eavesdropper()
    recognizer = Recognizer(classifier, tracker=tracker)
    judge = ClipJudge()
    for index, frame in enumerate(clip_frames(kind, seed, frame_count)):
        shown = recognizer.read(Frame(frame.image, index, index / FRAME_RATE)).digits
        judge.judge(frame.digits, tracker.alone, shown)
    return judge.score()


def is_in_view(digit: SeenDigit) -> bool:
    """Whether a person could read a digit in this frame."""
    legible = digit.blur_px < LEGIBLE_BLUR * digit.box.height
    return digit.visible >= IN_VIEW and legible


def table_of(scores: Mapping[str, ClipScore]) -> str:
    """One line for each kind of clip; the last one is all of them."""
    lines = [
        f"{'':10}{'digits':>8}{'changes':>10}{'renamed':>9}{'prompt':>8}{'false':>8}"
        f"{'right':>8}{'wrong':>8}{'alone':>8}",
        f"{'':18}{'/digit s':>10}{'%':>9}{'%':>8}{'/s':>8}{'%':>8}{'%':>8}{'%':>8}",
    ]
    for kind, score in scores.items():
        figures = score.figures()
        lines.append(
            f"{kind:10}{score.digits:8d}{figures['changes_per_digit_second']:10.4f}"
            f"{100 * figures['renamed']:9.2f}{100 * figures['prompt']:8.2f}"
            f"{figures['false_per_second']:8.2f}{100 * figures['shown_right']:8.2f}"
            f"{100 * figures['shown_wrong']:8.2f}{100 * figures['read_right']:8.2f}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; the figures go to stdout.

    Args:
        arguments: Command line without the program's name.
    """
    parser = argparse.ArgumentParser(prog="model.clip_benchmark", description=__doc__)
    parser.add_argument("--clips", type=int, default=18, help="number of clips (18)")
    parser.add_argument("--seed", type=int, default=1, help="of the first clips (1)")
    parser.add_argument("--frames", type=int, default=FRAME_COUNT, help="of each clip")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args(arguments)
    classifier = ModelStore().load_classifier()
    scores = {kind: ClipScore() for kind in KINDS[: options.clips]}
    for i in range(options.clips):
        kind, seed = KINDS[i % len(KINDS)], options.seed + i // len(KINDS)
        print(f"\r{i + 1} of {options.clips}: {kind:10}", end="", file=sys.stderr)
        scores[kind].add(score_clip(classifier, kind, seed, options.frames))
    print(file=sys.stderr)
    total = ClipScore()
    for score in scores.values():
        total.add(score)
    scores["together"] = total
    print(table_of(scores))
    late = {delay: n for delay, n in sorted(total.delays.items()) if delay}
    print(f"frames until the right label: {late or 'none'}")
    if options.json:
        figures = {kind: {**asdict(s), **s.figures()} for kind, s in scores.items()}
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def _at(truth: Sequence[SeenDigit], reads: Sequence[DigitRead]) -> dict[int, DigitRead]:
    """What was read at each digit, by the digit's index.

    What is read at digits of which little is seen belongs to what lies on
    them, and only if there is nothing, to themselves.
    """
    found: dict[int, DigitRead] = {}
    left = list(reads)
    for is_open in (True, False):
        indices = [i for i, digit in enumerate(truth) if (digit.visible >= HIDDEN) == is_open]
        wanted = [PlacedDigit(truth[i].label, photo_box(truth[i].box)) for i in indices]
        placed = [PlacedDigit(read.digit, photo_box(read.box)) for read in left]
        pairs = matched(wanted, placed)
        found.update((indices[row], left[column]) for row, column in pairs)
        taken = {column for _, column in pairs}
        left = [read for column, read in enumerate(left) if column not in taken]
    return found


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


if __name__ == "__main__":
    sys.exit(main())
