"""Packages of any release and architecture of Debian, without touching this system's own apt and dpkg.

apt-get checks signatures and sums as it always does; only its folders are others.
"""
import os
import pathlib
import subprocess
import sys

KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"


def mirror():
    """Where this system gets Debian's packages from, or BTFKIT_DEBIAN_MIRROR."""
    named = os.environ.get("BTFKIT_DEBIAN_MIRROR")
    if named:
        return named
    sources = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian"],
        check=True, text=True, stdout=subprocess.PIPE).stdout.split()
    # Security updates are apart.
    found = [source.rstrip("/") for source in sources if source.rstrip("/").endswith("/debian")]
    if not found:
        sys.exit("test/vm: this system's apt has no packages of Debian; name a mirror by BTFKIT_DEBIAN_MIRROR")
    return found[0]


class Archive:
    """One release for one architecture."""

    def __init__(self, folder, suite, architecture):
        self.root = pathlib.Path(folder) / f"apt-{suite}-{architecture}"
        self.architecture = architecture
        options = {
            "Dir::Etc": self.root / "etc",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State": self.root / "state",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": self.root / "cache",
            "APT::Architecture": architecture,
            "APT::Architectures": architecture,
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
        }
        self.options = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        if (self.root / "updated").exists():
            return
        for needed in ("etc/preferences.d", "state/lists/partial", "cache/archives/partial"):
            (self.root / needed).mkdir(parents=True, exist_ok=True)
        (self.root / "etc/sources.list").write_text(
            f"deb [signed-by={KEYS}] {mirror()} {suite} main\n")
        self._run("apt-get", "update", "-qq")
        (self.root / "updated").touch()

    def _run(self, tool, *words, **how):
        return subprocess.run([tool, *self.options, *words], check=True, text=True,
                              stdout=subprocess.PIPE, **how).stdout

    def depends(self, package):
        """Names of the packages that one depends on, without versions."""
        lines = self._run("apt-cache", "depends", package).splitlines()
        return [line.split()[-1] for line in lines if line.strip().startswith("Depends:")]

    def kernel_packages(self, package):
        """The packages with the kernel and its modules that a linux-image-ARCHITECTURE leads to: that of
        its newest build, which has both itself up to Linux 6.12, and since depends on two that do."""
        build = next(name for name in self.depends(package) if name.startswith("linux-image-"))
        parts = [name for name in self.depends(build) if name.startswith(("linux-binary-", "linux-modules-"))]
        return parts or [build]

    def unpack(self, package, into):
        """Downloads the package and unpacks its files."""
        folder = pathlib.Path(into)
        folder.mkdir(parents=True, exist_ok=True)
        self._run("apt-get", "download", "-qq", package, cwd=folder)
        for deb in folder.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", deb, folder], check=True)
            deb.unlink()
