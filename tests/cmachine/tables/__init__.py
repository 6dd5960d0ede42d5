"""C texts and the values of expressions over them, as the C standard and GNU C give them on LP64."""

from __future__ import annotations

from tests.cmachine.tables import (
    arithmetic,
    constants,
    control,
    functions,
    idioms,
    initialisers,
    pointers,
    preprocessor,
    structs,
)
from tests.cmachine.tables.case import Case

CASES: tuple[Case, ...] = (
    *arithmetic.CASES,
    *constants.CASES,
    *control.CASES,
    *functions.CASES,
    *idioms.CASES,
    *initialisers.CASES,
    *pointers.CASES,
    *preprocessor.CASES,
    *structs.CASES,
)
