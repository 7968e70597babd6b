"""What installed wheels can do without a checkout, and without each other: refdesk's, and the sandbox's."""

import os
import subprocess
import sys
import sysconfig
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but refdesk's wheel unpacked in it."""
    return _unpacked(ROOT, tmp_path_factory.mktemp("refdesk"))


def test_an_installed_wheel_migrates_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    run = _refdesk(installed, tmp_path, "migrate")
    assert run.returncode == 0, run.stderr
    assert "newest schema" in run.stdout
    assert (tmp_path / "refdesk.db").exists()


def test_an_installed_wheel_imports_a_file_and_says_what_it_did(installed: Path, tmp_path: Path) -> None:
    _refdesk(installed, tmp_path, "migrate")
    sample = installed / "bot" / "sample" / "portfolio.csv"
    run = _refdesk(installed, tmp_path, "import", str(sample))
    assert run.returncode == 0, run.stderr
    assert "300 customers new" in run.stdout


def test_an_installed_wheel_prints_its_manifest(installed: Path, tmp_path: Path) -> None:
    run = _refdesk(installed, tmp_path, "manifest")
    assert run.returncode == 0, run.stderr
    assert "slash_commands" in run.stdout


def test_the_demo_without_the_sandbox_says_what_to_do(installed: Path, tmp_path: Path) -> None:
    run = _refdesk(installed, tmp_path, "demo")
    assert run.returncode == 1
    assert "pip install ./sandbox" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_sandbox_s_wheel_serves_its_page_without_refdesk(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    site = _unpacked(ROOT / "sandbox", tmp_path_factory.mktemp("sandbox"))
    command = [sys.executable, "-S", "-m", "sandbox"]
    with subprocess.Popen(command, cwd=tmp_path, env=_environment(site), stdout=subprocess.PIPE, text=True) as slack:
        try:
            assert slack.stdout is not None
            address = slack.stdout.readline().split()[-1]
            for path, words in (("/as/U0MAYA/dm", "Maya Lind"), ("/page/static/page.js", "import")):
                with urllib.request.urlopen(address + path) as answer:
                    assert words in answer.read().decode()
        finally:
            slack.terminate()


def _unpacked(project: Path, folder: Path) -> Path:
    """Build the wheel of a project and unpack it, alone, in a folder."""
    wheels, site = folder / "wheels", folder / "site"
    _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(project))
    (wheel,) = wheels.glob("*.whl")
    _pip("install", "--no-deps", "--target", str(site), str(wheel))
    return site


def _refdesk(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**_environment(site), "REFDESK_DATABASE_URL": f"sqlite:///{folder / 'refdesk.db'}"}
    command = [sys.executable, "-S", "-c", "from bot.cli import main; main()", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _environment(site: Path) -> dict[str, str]:
    """With `-S`, which leaves out the editable checkouts: only the wheel can be found, and what it depends on."""
    left_out = ("REFDESK_", "SLACK_", "COV_")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(left_out)},
        "PYTHONPATH": os.pathsep.join((str(site), sysconfig.get_path("purelib"))),
        "NO_COLOR": "1",
    }


def _pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words], check=True)
