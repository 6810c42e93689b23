"""What belongs to a checkout is told without git, which an unpacked archive does not have."""

from pathlib import Path

from tests.architecture.checkout import files


def planted(root: Path, *places: str) -> Path:
    for place in places:
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    return root


def found(root: Path) -> set[str]:
    return {path.as_posix() for path in files(root)}


def test_what_gitignore_names_is_left_out_wherever_it_stands(tmp_path: Path) -> None:
    planted(tmp_path, "a.py", ".venv/b.py", "in/node_modules/c.js", "in/built/d.css", "built/e.css", "x.egg-info/f")
    (tmp_path / ".gitignore").write_text(
        "# made here\n.venv/\nnode_modules/\nin/built/\n*.egg-info/\n", encoding="utf-8"
    )
    assert found(tmp_path) == {".gitignore", "a.py", "built/e.css"}


def test_a_folder_says_itself_what_it_leaves_out(tmp_path: Path) -> None:
    planted(tmp_path, "in/.env", "in/kept", "lib/a", "in/lib/b", ".env", ".git/config")
    (tmp_path / "in" / ".gitignore").write_text(".env\nlib/\n", encoding="utf-8")
    assert found(tmp_path) == {".env", "in/.gitignore", "in/kept", "lib/a"}


def test_a_file_is_not_left_out_for_the_name_of_a_folder(tmp_path: Path) -> None:
    planted(tmp_path, "lib", "in/lib/a")
    (tmp_path / ".gitignore").write_text("lib/\n", encoding="utf-8")
    assert found(tmp_path) == {".gitignore", "lib"}
