"""The kernels that are tried: which package of which release of Debian each one is.

The newest of a release is taken, so that the tables of what ran name the exact release.
"""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Kernel:
    series: str  # of kernel.org: 6.12
    architecture: str  # Debian's name of it
    suite: str
    package: str  # depends on the package of the newest build

    @property
    def name(self):
        return f"{self.series}-{self.architecture}"

    @property
    def version(self):
        return tuple(map(int, self.series.split(".")))


SUITES = {"5.10": "bullseye", "6.1": "bookworm", "6.12": "trixie", "7.2": "sid"}
# The cloud kernels are the generic ones but for drivers, and a fifth of their size.
PACKAGES = {"amd64": "linux-image-cloud-amd64", "arm64": "linux-image-cloud-arm64", "s390x": "linux-image-s390x"}
# What can't be had.
MISSING = {
    "5.10-s390x": "Debian keeps bullseye for amd64 and arm64 only",
    "6.1-s390x": "Debian built it without BTF (CONFIG_DEBUG_INFO_BTF)",
}

KERNELS = [
    kernel
    for series, suite in SUITES.items()
    for architecture, package in PACKAGES.items()
    if (kernel := Kernel(series, architecture, suite, package)).name not in MISSING
]

# What `./dev test` boots: not the host's, wherever that is.
USUAL = "6.12-amd64"
