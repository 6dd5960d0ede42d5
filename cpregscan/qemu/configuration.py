"""What configure and the compiler would define: system emulation with TCG, for one of the two Arm binaries."""

from __future__ import annotations

from cpregscan.errors import UsageError

ARCHITECTURES = ("aarch64", "arm")
"""The binaries qemu-system-aarch64 and qemu-system-arm."""

_COMMON = {
    "CONFIG_TCG": "1", "CONFIG_SOFTMMU": "1", "CONFIG_SYSTEM_ONLY": "1", "CONFIG_POSIX": "1", "CONFIG_LINUX": "1",
    "CONFIG_ARM_V7M": "1", "CONFIG_ARM_VIRT": "1", "CONFIG_ARM_GIC": "1", "CONFIG_ARM_GICV3_TCG": "1",
    "CONFIG_ARM_GIC_TCG": "1", "CONFIG_ARM_GICV5": "1", "CONFIG_SEMIHOSTING": "1", "CONFIG_FDT": "1",
    "CONFIG_PIXMAN": "1",
    "CONFIG_ARM_COMPATIBLE_SEMIHOSTING": "1", "CONFIG_ACPI": "1",
    "TARGET_ARM": "1", "TARGET_LONG_BITS": "64", "TARGET_BIG_ENDIAN": "0",
    "__linux__": "1", "__x86_64__": "1", "__GNUC__": "12", "__GNUC_MINOR__": "0", "__OPTIMIZE__": "1",
    "__SIZEOF_POINTER__": "8", "__STDC_VERSION__": "201112L", "__ORDER_LITTLE_ENDIAN__": "1234",
    "__ORDER_BIG_ENDIAN__": "4321",
    "__BYTE_ORDER__": "1234", "__SIZEOF_LONG__": "8", "__CHAR_BIT__": "8", "QEMU_ARCH": "1", "HOST_LONG_BITS": "64",
}  # fmt: skip
_PER_TARGET = {"NEED_CPU_H": "1", "COMPILING_PER_TARGET": "1"}


def macros(arch: str, version: str) -> dict[str, str]:
    """The macros of a binary's configuration. ``version`` is the tree's, such as ``10.0.3``.

    Raises UsageError for an unknown ``arch``.
    """
    if arch not in ARCHITECTURES:
        raise UsageError(f"there is no architecture '{arch}' (choose from {', '.join(ARCHITECTURES)})")
    own = (
        {"TARGET_AARCH64": "1", "TARGET_NAME": '"aarch64"'} if arch == "aarch64" else {"TARGET_NAME": '"arm"'}
    )
    own["TARGET_LONG_BITS"] = "64" if arch == "aarch64" else "32"
    for name, number in zip(("MAJOR", "MINOR", "MICRO"), version.split("."), strict=False):
        own[f"QEMU_VERSION_{name}"] = number if number.isdigit() else "0"
    return {**_COMMON, **_PER_TARGET, **own}
