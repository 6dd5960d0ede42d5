"""The formats of what is said about kernels."""

from __future__ import annotations

from cpregscan.report.formats import Format

LIST_FORMATS = {
    "text": Format("text", "kvm_list_text", "a table for people"),
    "json": Format("json", "kvm_list_json", "everything, as cpregscan-kvm-list-1"),
    "tsv": Format("tsv", "kvm_list_tsv", "a header line, then one register a line"),
}
"""Formats of `kvm list`: ``render(listed, profile, style)``; without a profile all conditions stay whole."""

CHANGELOG_FORMATS = {
    "text": Format("text", "kvm_compare_text", "changes that are alike together, for people"),
    "json": Format("json", "kvm_compare_json", "everything, as cpregscan-kvm-compare-1"),
    "tsv": Format("tsv", "kvm_compare_tsv", "a header line, then one change a line"),
}
"""Formats of the changelog view of `kvm compare`: ``render(assessment, style)`` of a KvmAssessment."""
