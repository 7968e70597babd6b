"""What an installed refdesk can do without a checkout: migrate, print its manifest, find its sample."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but refdesk's wheel unpacked in it."""
    folder = tmp_path_factory.mktemp("wheel")
    wheels, site = folder / "wheels", folder / "site"
    _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(ROOT))
    (wheel,) = wheels.glob("refdesk-*.whl")
    _pip("install", "--no-deps", "--target", str(site), str(wheel))
    return site


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


def _refdesk(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("REFDESK_", "SLACK_", "COV_"))},
        # Before the editable checkout, and from another folder: only the wheel can be found.
        "PYTHONPATH": str(site),
        "REFDESK_DATABASE_URL": f"sqlite:///{folder / 'refdesk.db'}",
        "NO_COLOR": "1",
    }
    command = [sys.executable, "-c", "from bot.cli import main; main()", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words], check=True)
