"""Puts the lines of the trees beside the places of findings."""

from __future__ import annotations

from dataclasses import replace

from cpregscan.findings.model import Assessment, Site
from cpregscan.trees.tree import Tree


def with_snippets(assessment: Assessment, old: Tree | None, new: Tree | None) -> Assessment:
    """The assessment with the source line of each site whose tree is at hand (None: it is not)."""
    trees = {False: old, True: new}
    lines: dict[tuple[bool, str], list[str]] = {}

    def line_of(site: Site) -> str:
        tree = trees[site.in_new]
        key = (site.in_new, site.place.path)
        if tree is None:
            return ""
        if key not in lines:
            lines[key] = (tree.read(site.place.path) or b"").decode("utf-8", "replace").split("\n")
        found = lines[key]
        return found[site.place.line - 1].strip() if 0 < site.place.line <= len(found) else ""

    findings = tuple(
        replace(finding, sites=tuple(replace(site, text=line_of(site)) for site in finding.sites))
        for finding in assessment.findings
    )
    return replace(assessment, findings=findings)
