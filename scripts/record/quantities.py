"""New quantities, and the recorded ones that are nearest to them."""

from collections.abc import Iterator

from schemas.rules.quantities import IDENTITY
from scripts.record.draft import Cell, Draft
from scripts.record.nodes import Node, Text
from scripts.record.sections import keys_of, put_cells
from scripts.record.serials import find_target
from scripts.record.store import Row, Store

_NEAREST = 3


def put_quantity(draft: Draft, node: Node) -> None:
    """A quantity. Its milestone is named by a reference, and its period is stated unless something else is said."""
    keys = keys_of(draft, "quantities")
    cells = draft.cells(draft.entries(node, keys, "quantities"), keys)
    if milestone := cells.pop("milestone_id", None):
        target = find_target(draft, Text(milestone.value, milestone.line), milestone.key)
        if target:
            cells["milestone_id"] = Cell(target[1], milestone.line, milestone.key)
    same = draft.store.find(
        "quantities", **{column: cells[column].value if column in cells else None for column in IDENTITY}
    )
    if same is not None and "quantity_id" in cells and same["quantity_id"] != cells["quantity_id"].value:
        message = f"has the cells of {same['quantity_id']}: use that one, or fill `slice` to set it apart"
        draft.refuse(cells["quantity_id"], "id", "same-quantity", message)
        return
    put_cells(draft, "quantities", cells, {"period_basis": "stated"} if "period" in cells else {}, node)


def nearest(store: Store, quantity: Row) -> list[tuple[Row, list[str]]]:
    """The quantities that share most of its identity, and the cells in which they differ, nearest first.

    Near is what has the same measure and the same agreement, event or pair of sides.
    """
    found = []
    for other in store.all("quantities", measure=quantity["measure"]):
        if other is not quantity and any(_shares(quantity, other)):
            found.append((other, [column for column in IDENTITY if other[column] != quantity[column]]))
    return sorted(found, key=lambda pair: (len(pair[1]), pair[0]["quantity_id"] or ""))[:_NEAREST]


def _shares(one: Row, other: Row) -> Iterator[bool]:
    for columns in (("agreement_id",), ("event_id",), ("subject_id", "counterparty_id")):
        yield all(one[column] is not None and one[column] == other[column] for column in columns)
