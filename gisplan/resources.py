"""Where the shipped regions, scenarios and policies lie: in the installed package or in the checkout."""

from __future__ import annotations

from pathlib import Path

from gisplan_data import data_folder
from gisplan_errors import ScenarioError
from gisplan_files import refuse_links_out
from gisplan_words import listed, message


def scenario_names() -> list[str]:
    """List the shipped scenarios by name, sorted."""
    return sorted(path.stem for path in (data_folder() / "scenarios").glob("*.toml"))


def region_names() -> list[str]:
    """List the shipped regions by name, sorted."""
    return sorted(path.name for path in (data_folder() / "regions").iterdir() if path.is_dir())


def region_folder(name: str) -> Path:
    """Give the folder of a region: a shipped one by name, or a planner's own by its path.

    Raises
    ------
    ScenarioError
        If no region of that name ships, and no folder of that path holds a region.toml; or a link leads out.
    """
    if name in region_names():
        return data_folder() / "regions" / name
    if is_region_path(name):
        refuse_links_out(Path(name))
        return Path(name)
    raise ScenarioError(message("scenario-unknown-region", region=name, known=listed(region_names())))


def is_region_path(text: str) -> bool:
    """Tell whether a text is the path of a region folder."""
    return (Path(text) / "region.toml").is_file()


def whole_region_path(text: str, base: Path) -> str:
    """Give the absolute path of a planner's region folder, seen from ``base``; any other text as it is."""
    if text in region_names() or not is_region_path(str(base / text)):
        return text
    return (base / text).resolve().as_posix()


def screening_file() -> Path:
    """Give the path of the table of screening figures for hydrogen sites."""
    return data_folder() / "rules" / "hydrogen_screening.csv"


def distances_file() -> Path:
    """Give the path of the table of least distances between the functions of a parcel."""
    return data_folder() / "rules" / "internal_distances.csv"


def demand_file() -> Path:
    """Give the path of the table of figures of the demand model."""
    return data_folder() / "rules" / "demand.toml"


def calibration_file() -> Path:
    """Give the path of the figures of the demand model that are fitted."""
    return data_folder() / "rules" / "calibration.toml"


def profiles_file() -> Path:
    """Give the path of the day types."""
    return data_folder() / "rules" / "profiles.toml"


def policy_names() -> list[str]:
    """List the shipped policy registers by name, sorted."""
    return sorted(path.stem for path in (data_folder() / "policies").glob("*.toml"))


def policy_file(name: str) -> Path:
    """Give the file of a policy register: a shipped one by name, or a planner's own by its path.

    Raises
    ------
    ScenarioError
        If no register of that name ships, and no file of that path exists.
    """
    if name in policy_names():
        return data_folder() / "policies" / f"{name}.toml"
    if is_policy_path(name):
        return Path(name)
    raise ScenarioError(message("scenario-no-register", policy=name, known=listed(policy_names())))


def is_policy_path(text: str) -> bool:
    """Tell whether a text is the path of a file of policy clauses."""
    return Path(text).suffix == ".toml" and Path(text).is_file()


def whole_policy_path(text: str, base: Path) -> str:
    """Give the absolute path of a planner's policy file, seen from ``base``; any other text as it is."""
    if text in policy_names() or not is_policy_path(str(base / text)):
        return text
    return (base / text).resolve().as_posix()
