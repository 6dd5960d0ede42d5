"""Static analysis of the cpregs that QEMU's target/arm puts into the migration stream."""

__version__ = "0.1.0"
