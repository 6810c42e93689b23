"""What these tests ask of a page: what axe finds, and what stands at a point."""

from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

AXE: Final = Path(__file__).resolve().parents[2] / "services/worklist/assets/node_modules/axe-core/axe.min.js"
NOT_THERE: Final = "/niets"
"""An address that no page has: what it answers is looked at too."""
OPEN_ALL: Final = "document.querySelectorAll('details').forEach(details => { details.open = true })"
COVERED_ITEMS: Final = """
step => {
  const covered = []
  const last = document.documentElement.scrollHeight - innerHeight
  for (let top = 0; ; top += step) {
    scrollTo(0, Math.min(top, last))
    for (const item of document.querySelectorAll('.vs-nav a')) {
      const box = item.getBoundingClientRect()
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue
      const found = document.elementFromPoint(x, y)
      if (found !== item) covered.push(`${item.textContent} at ${scrollY}: ${found?.outerHTML.slice(0, 80)}`)
    }
    if (top >= last) return covered
  }
}
"""
"""Menu items in sight that another element lies over, at any scroll position (a step in px): it takes the tap."""
ITEMS_IN_SIGHT: Final = """
() => [...document.querySelectorAll('.vs-nav a')].filter(item => {
  const box = item.getBoundingClientRect()
  return box.width > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth
}).length
"""


def opened(page: Page, path: str) -> Page:
    """The page with every disclosure open; it is that page, and not the one for signing in or an error."""
    answer = page.goto(path)
    assert answer, path
    assert answer.url.endswith(path), f"{path} led to {answer.url}"
    assert answer.status == (404 if path == NOT_THERE else 200), f"{path}: {answer.status}"
    page.evaluate(OPEN_ALL)
    return page


def at_full_height(page: Page) -> Page:
    """The window as high as the page: nothing need be scrolled to, so nothing may lie over anything."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
    return page


def violations(page: Page) -> list[str]:
    """What axe finds wrong."""
    return [f"{rule['id']}: {node['html'][:120]}" for rule in _found(page, "violations") for node in rule["nodes"]]


def overlapped(page: Page) -> list[str]:
    """What axe could not judge because one element lies over another: it calls that incomplete, we call it a fault."""
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in _found(page, "incomplete")
        for node in rule["nodes"]
        if any(word in check["message"] for check in _checks(node) for word in ("overlap", "obscured"))
    ]


def _checks(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [*node["any"], *node["all"], *node["none"]]


def _found(page: Page, kind: str) -> list[dict[str, Any]]:
    page.add_script_tag(path=AXE)
    found: list[dict[str, Any]] = page.evaluate("axe.run()")[kind]
    return found
