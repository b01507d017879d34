"""DigitLens beside other readers, on the same pictures: `make peers` and `make sample`."""
