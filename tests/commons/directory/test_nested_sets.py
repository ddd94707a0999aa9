"""The numbers of the tree: ranges that contain what lies below, in the order of the codes, with room to spare."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from commons.directory import divisions
from commons.directory.nested_sets import GAP, Numbers, fit, number

TREE = ["44/", "44/4407/", "44/4407/440703/", "44/4407/440704/", "44/4408/"]
trees = st.recursive(
    st.just({}), lambda inner: st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4), max_leaves=12
)


def paths_of(tree: dict, above: str = "t/") -> list[str]:
    return [above, *(path for name, below in tree.items() for path in paths_of(below, f"{above}{name}/"))]


def is_nested(numbers: Numbers) -> bool:
    """An office holds another exactly when its path begins the other's; otherwise their ranges are apart."""
    every = list(numbers.items())
    return all(
        (lft < below_lft and below_rgt < rgt) if below.startswith(path) else (rgt < below_lft or below_rgt < lft) or path.startswith(below)
        for path, (lft, rgt) in every
        for below, (below_lft, below_rgt) in every
        if path != below
    )  # fmt: skip


def test_a_small_tree_is_numbered_on_a_walk_around_it() -> None:
    assert {path: (lft // GAP, rgt // GAP) for path, (lft, rgt) in number(TREE).items()} == {
        "44/": (1, 10),
        "44/4407/": (2, 7),
        "44/4407/440703/": (3, 4),
        "44/4407/440704/": (5, 6),
        "44/4408/": (8, 9),
    }


def test_a_new_town_fits_between_its_neighbours_and_moves_none_of_them() -> None:
    tree = number(TREE)
    above = tree["44/4407/"]
    siblings = [(path, *tree[path]) for path in ("44/4407/440703/", "44/4407/440704/")]
    new = fit(["44/4407/4407035/"], above=above, siblings=siblings)
    assert new is not None
    assert tree["44/4407/440703/"][1] < new["44/4407/4407035/"][0] < new["44/4407/4407035/"][1]
    assert new["44/4407/4407035/"][1] < tree["44/4407/440704/"][0]
    assert is_nested({**tree, **new})


def test_without_room_nothing_is_squeezed_in() -> None:
    assert fit(["44/4409/"], above=(1, 3), siblings=[]) is None
    assert fit(["44/4409/"], above=(1, 4), siblings=[]) == {"44/4409/": (2, 3)}


@settings(max_examples=80, deadline=None)
@given(trees)
def test_any_tree_is_nested(tree: dict) -> None:
    numbers = number(paths_of(tree))
    assert len(numbers) == len(paths_of(tree))
    assert is_nested(numbers)
    assert sorted(numbers, key=lambda path: numbers[path]) == sorted(numbers)


@settings(max_examples=80, deadline=None)
@given(trees, trees)
def test_a_whole_subtree_fits_where_there_is_room(tree: dict, new: dict) -> None:
    numbers = number(paths_of(tree))
    children = [(path, *numbers[path]) for path in numbers if path.count("/") == 2]
    placed = fit(paths_of(new, "t/cc/"), above=numbers["t/"], siblings=children)
    assert placed is not None
    assert is_nested({**numbers, **placed})


def test_the_whole_country_stays_within_an_integer() -> None:
    province = number(f"{each.code}/" for each in divisions.office_tree("44"))
    assert len(province) * 2 * GAP * 24 < 2**31  # 44 is one of 31, and a twenty-fourth of the country's offices
