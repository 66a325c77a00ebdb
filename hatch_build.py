"""The page is built when the package is: for a wheel, an editable install and a source distribution alike.

A source distribution carries the built page, so that a wheel made from it needs no Node.
"""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageHook(BuildHookInterface):
    def dependencies(self) -> list[str]:
        """A Node out of a wheel, for this build only, where a build is needed and the machine has none."""
        page = _page(Path(self.root))
        return [page.WHEEL] if page.is_needed(Path(self.root)) and page.find() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        root = Path(self.root)
        page = _page(root)
        if not page.is_needed(root):
            return
        node = page.find()
        if node is None:
            raise RuntimeError(
                f"the page needs Node 20.19 or newer with npm, or {page.SKIP}=1 to do without a page"
            )
        page.build(root, node)


def _page(root: Path) -> Any:
    spec = importlib.util.spec_from_file_location("page_build", root / "web/build.py")
    assert spec is not None
    assert spec.loader is not None
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    return page
