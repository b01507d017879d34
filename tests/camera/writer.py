"""Plays raw YUYV frames into a loopback camera, as its lens: killed, the camera is unplugged.

`python tests/camera/writer.py DEVICE CLIP WIDTH HEIGHT` runs until it is killed. It knows the
standard library only, so that it is there at once.
"""

import fcntl
import itertools
import os
import struct
import sys
import time

FRAME_S = 2 / 15
"""Every second frame of the demo clip, which has 15 a second."""
PATIENCE_S = 60.0
VIDIOC_S_FMT = 0xC0D05605
VIDIOC_STREAMON = 0x40045612
VIDEO_OUTPUT = 2
FIELD_NONE = 1
# struct v4l2_format: the type, padding to 8 bytes, then a union of 200 bytes.
FORMAT = struct.Struct("=II IIIIIII 172x")


def opened(device: str, width: int, height: int) -> int:
    """The camera with this format; its descriptor must set the format and write.

    The driver keeps to the size of the writer before until the last reader has closed it.
    """
    yuyv = int.from_bytes(b"YUYV", "little")
    line = 2 * width
    wanted = FORMAT.pack(VIDEO_OUTPUT, 0, width, height, yuyv, FIELD_NONE, line, line * height, 8)
    ends_at_s = time.monotonic() + PATIENCE_S
    while True:
        camera = os.open(device, os.O_RDWR)
        given = bytearray(wanted)
        try:
            fcntl.ioctl(camera, VIDIOC_S_FMT, given)
            if FORMAT.unpack(given)[2:4] == (width, height):
                # From here on it counts as the writer, whose end is noticed.
                fcntl.ioctl(camera, VIDIOC_STREAMON, struct.pack("=i", VIDEO_OUTPUT))
                return camera
        except OSError:
            if time.monotonic() > ends_at_s:
                raise
        os.close(camera)
        time.sleep(0.05)


def main() -> int:
    device, clip, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    size = 2 * width * height
    with open(clip, "rb") as source:  # noqa: PTH123 - as fast to start as can be
        content = source.read()
    frames = [content[at : at + size] for at in range(0, len(content) - size + 1, size)]
    camera = opened(device, width, height)
    for frame in itertools.cycle(frames):
        started_s = time.monotonic()
        os.write(camera, frame)
        time.sleep(max(0.0, FRAME_S - (time.monotonic() - started_s)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
