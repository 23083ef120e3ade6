"""The templates in the algorithm notes agree with brute force on small random inputs and on edge cases."""

from __future__ import annotations

import ast
import heapq
import itertools
import math
import re
from collections import Counter, OrderedDict, deque
from functools import reduce
from pathlib import Path
from random import Random
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from fences import DOCS, note, python_fences

NOTES = {
    "two_pointers": "two-pointers",
    "sliding_window": "sliding-window",
    "binary_search": "binary-search",
    "stack": "stack",
    "linked_list": "linked-list",
    "trees": "trees",
    "search_trees": "binary-search-trees",
    "tries": "tries",
    "heap": "heap",
    "backtracking": "backtracking",
    "graphs": "graphs",
    "dfs": "depth-first-search",
    "bfs": "breadth-first-search",
    "union_find": "union-find",
    "topological": "topological-sort",
    "paths": "shortest-paths",
    "spanning": "minimum-spanning-trees",
    "dp": "dynamic-programming",
    "prefix": "prefix-sum",
    "intervals": "intervals",
    "greedy": "greedy",
    "bits": "bit-manipulation",
    "cost": "complexity",
    "ranges": "segment-trees",
}


def load(name: str) -> Any:
    return SimpleNamespace(**note(f"topics/{NOTES[name]}.md"))


def cases(name: str, how_many: int = 300) -> list[Random]:
    """Seeded generators, the same at every run."""
    return [Random(f"{name}-{i}") for i in range(how_many)]


def numbers_of(rng: Random, longest: int = 9, low: int = -5, high: int = 5, shortest: int = 0) -> list[int]:
    return [rng.randint(low, high) for _ in range(rng.randint(shortest, longest))]


def word_of(rng: Random, letters: str, longest: int, shortest: int = 0) -> str:
    return "".join(rng.choice(letters) for _ in range(rng.randint(shortest, longest)))


def subarrays(items: list[int]) -> list[list[int]]:
    return [items[a:b] for a, b in itertools.combinations(range(len(items) + 1), 2)]


def random_edges(rng: Random, n: int, most: int) -> list[tuple[int, int]]:
    """Edges between different nodes, possibly repeated."""
    if n < 2:
        return []
    return [tuple(rng.sample(range(n), 2)) for _ in range(rng.randint(0, most))]  # type: ignore[misc]


def reachable(n: int, edges: list[tuple[int, int]], source: int) -> set[int]:
    """By repeated relaxation, along the direction of the edges."""
    found = {source}
    while True:
        more = {b for a, b in edges if a in found} - found
        if not more:
            return found
        found |= more


def both_ways(edges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return edges + [(b, a) for a, b in edges]


def groups_of(n: int, edges: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """The connected components, each sorted, in order."""
    return sorted({tuple(sorted(reachable(n, both_ways(edges), node))) for node in range(n)})


def lists_of(n: int, edges: list[tuple[int, int]]) -> dict[int, list[int]]:
    return {node: [b for a, b in edges if a == node] for node in range(n)}


@pytest.mark.parametrize("name", NOTES)
def test_every_definition_of_a_note_is_tested_here(name: str) -> None:
    text = (DOCS / f"topics/{NOTES[name]}.md").read_text(encoding="utf-8")
    tests = Path(__file__).read_text(encoding="utf-8")
    for _, code in python_fences(text):
        for node in ast.parse(code).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                assert re.search(rf"\b{name}\.{node.name}\b", tests), f"{node.name} of {NOTES[name]}.md has no test"


@pytest.mark.parametrize("name", NOTES)
def test_every_function_of_a_note_has_type_hints(name: str) -> None:
    text = (DOCS / f"topics/{NOTES[name]}.md").read_text(encoding="utf-8")
    for _, code in python_fences(text):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.FunctionDef):
                assert node.returns is not None, node.name
                assert all(arg.annotation is not None or arg.arg == "self" for arg in node.args.args), node.name


# Two pointers


def test_two_pointers() -> None:
    two_pointers = load("two_pointers")
    for rng in cases("two-pointers"):
        numbers = sorted(numbers_of(rng))
        target = rng.randint(-8, 8)
        pairs = [(i, j) for i, j in itertools.combinations(range(len(numbers)), 2) if numbers[i] + numbers[j] == target]
        found = two_pointers.pair_with_sum(numbers, target)
        assert found in pairs if pairs else found is None

        shuffled = numbers_of(rng)
        triples = {tuple(sorted(c)) for c in itertools.combinations(shuffled, 3) if sum(c) == target}
        found = two_pointers.triples_with_sum(shuffled, target)
        assert sorted(found) == sorted(triples)

        heights = numbers_of(rng, low=0, shortest=2)
        areas = [min(heights[i], heights[j]) * (j - i) for i, j in itertools.combinations(range(len(heights)), 2)]
        assert two_pointers.largest_container(heights) == max(areas)

        copies = rng.randint(1, 3)
        expected = [v for v, c in sorted(Counter(numbers).items()) for _ in range(min(c, copies))]
        kept = two_pointers.keep_at_most(numbers, copies)
        assert numbers[:kept] == expected
    assert two_pointers.pair_with_sum([], 0) is None
    assert two_pointers.pair_with_sum([2], 4) is None
    assert two_pointers.triples_with_sum([0, 0, 0, 0], 0) == [(0, 0, 0)]
    assert two_pointers.keep_at_most([], 1) == 0


# Sliding window


def test_sliding_window_on_text() -> None:
    sliding_window = load("sliding_window")
    for rng in cases("window-text"):
        text = word_of(rng, "abcd", 9)
        pieces = [text[a:b] for a, b in itertools.combinations(range(len(text) + 1), 2)]
        limit = rng.randint(0, 4)
        longest = max((len(p) for p in pieces if len(set(p)) <= limit), default=0)
        assert sliding_window.longest_with_distinct(text, limit) == longest

        need = word_of(rng, "abc", 4)
        covers = [p for p in pieces if not Counter(need) - Counter(p)]
        shortest = min(map(len, covers), default=0)
        expected = next((p for p in covers if len(p) == shortest), "") if need else ""
        assert sliding_window.shortest_cover(text, need) == expected
    assert sliding_window.shortest_cover("", "a") == ""
    assert sliding_window.shortest_cover("aa", "aa") == "aa"


def test_sliding_window_on_numbers() -> None:
    sliding_window = load("sliding_window")
    for rng in cases("window-numbers"):
        numbers = numbers_of(rng, low=0, high=3)
        distinct = [len(set(part)) for part in subarrays(numbers)]
        k = rng.randint(1, 5)
        assert sliding_window.count_at_most(numbers, k) == sum(d <= k for d in distinct)
        assert sliding_window.count_exactly(numbers, k) == sum(d == k for d in distinct)
        windows = [max(numbers[i : i + k]) for i in range(len(numbers) - k + 1)]
        assert sliding_window.window_maxima(numbers, k) == windows
    assert sliding_window.count_at_most([1, 2], 0) == 0


# Binary search


def test_binary_search() -> None:
    binary_search = load("binary_search")
    for rng in cases("binary-search"):
        low, size = rng.randint(-5, 5), rng.randint(0, 12)
        flip = rng.randint(low - 1, low + size + 1)
        asked: list[int] = []

        def holds(i: int, asked: list[int] = asked, flip: int = flip) -> bool:
            asked.append(i)
            return i >= flip

        expected = min((i for i in range(low, low + size) if i >= flip), default=low + size)
        assert binary_search.first_true(low, low + size, holds) == expected
        assert len(asked) <= (math.floor(math.log2(size)) + 1 if size else 0)

        numbers = sorted(numbers_of(rng))
        target = rng.randint(-6, 6)
        start, stop = binary_search.equal_range(numbers, target)
        assert [i for i, number in enumerate(numbers) if number == target] == list(range(start, stop))
        assert all(number < target for number in numbers[:start])
        assert all(number > target for number in numbers[stop:])

        distinct = rng.sample(range(12), rng.randint(0, 9))
        distinct.sort()
        turn = rng.randint(0, len(distinct))
        rotated = distinct[turn:] + distinct[:turn]
        target = rng.randint(-1, 12)
        assert binary_search.search_rotated(rotated, target) == (rotated.index(target) if target in rotated else -1)


def test_binary_search_over_the_answer() -> None:
    binary_search = load("binary_search")
    for rng in cases("capacity"):
        weights = numbers_of(rng, longest=7, low=1, high=9, shortest=1)
        days = rng.randint(1, 8)
        parts = min(days, len(weights))
        expected = min(
            max(sum(weights[a:b]) for a, b in itertools.pairwise((0, *cuts, len(weights))))
            for cuts in itertools.combinations(range(1, len(weights)), parts - 1)
        )
        assert binary_search.least_capacity(weights, days) == expected


# Stacks and queues


def test_brackets() -> None:
    stack = load("stack")
    for rng in cases("brackets"):
        text = word_of(rng, "()[]{}x", 8)
        rest = text.replace("x", "")
        while rest != (shorter := rest.replace("()", "").replace("[]", "").replace("{}", "")):
            rest = shorter
        assert stack.is_balanced(text) == (not rest)
    assert stack.is_balanced("a(b[c]{d})e")
    assert not stack.is_balanced("(]")


def test_monotonic_stacks() -> None:
    stack = load("stack")
    for rng in cases("monotonic"):
        numbers = numbers_of(rng)
        expected = [
            next((j for j in range(i + 1, len(numbers)) if numbers[j] > number), -1) for i, number in enumerate(numbers)
        ]
        assert stack.next_greater(numbers) == expected
        heights = numbers_of(rng, low=0)
        assert stack.largest_rectangle(heights) == max((min(p) * len(p) for p in subarrays(heights)), default=0)
    assert stack.largest_rectangle([]) == 0


def test_queue_of_two_stacks() -> None:
    stack = load("stack")
    for rng in cases("queue", 50):
        queue, expected = stack.TwoStackQueue(), deque()  # type: ignore[var-annotated]
        for value in range(60):
            if expected and rng.random() < 0.5:
                assert queue.pop() == expected.popleft()
            else:
                queue.push(value)
                expected.append(value)
            assert len(queue) == len(expected)
    with pytest.raises(IndexError):
        stack.TwoStackQueue().pop()


# Linked lists


def chain(node_class: Any, values: list[int]) -> Any:
    head = None
    for value in reversed(values):
        head = node_class(value, head)
    return head


def nodes(head: Any) -> list[Any]:
    found = []
    while head:
        found.append(head)
        head = head.next
    return found


def values(head: Any) -> list[int]:
    return [node.value for node in nodes(head)]


def test_linked_lists() -> None:
    linked_list = load("linked_list")
    for rng in cases("linked-list"):
        items = numbers_of(rng)
        head = chain(linked_list.Node, items)
        middle = linked_list.middle(head)
        assert middle is (nodes(head)[len(items) // 2] if items else None)
        assert linked_list.cycle_start(head) is None
        assert values(linked_list.reverse(head)) == items[::-1]

        first, second = sorted(numbers_of(rng)), sorted(numbers_of(rng))
        one, two = chain(linked_list.Node, first), chain(linked_list.Node, second)
        rank = {id(node): i for i, node in enumerate(nodes(one) + nodes(two))}
        merged = nodes(linked_list.merge(one, two))
        assert [node.value for node in merged] == sorted(first + second)
        order = [(node.value, rank[id(node)]) for node in merged]
        assert order == sorted(order)  # stable

        if items:
            n = rng.randint(1, len(items))
            expected = items[: len(items) - n] + items[len(items) - n + 1 :]
            assert values(linked_list.remove_from_end(chain(linked_list.Node, items), n)) == expected

            ring = nodes(chain(linked_list.Node, items))
            entry = rng.choice(ring)
            ring[-1].next = entry
            assert linked_list.cycle_start(ring[0]) is entry


def test_lru_cache() -> None:
    linked_list = load("linked_list")
    assert linked_list.Link(1, 2).value == 2
    for rng in cases("lru", 50):
        capacity = rng.randint(1, 4)
        cache = linked_list.LRUCache(capacity)
        expected: OrderedDict[int, int] = OrderedDict()
        for _ in range(80):
            key = rng.randint(0, 6)
            if rng.random() < 0.5:
                if key in expected:
                    expected.move_to_end(key)
                assert cache.get(key) == expected.get(key)
            else:
                value = rng.randint(0, 99)
                cache.put(key, value)
                expected[key] = value
                expected.move_to_end(key)
                if len(expected) > capacity:
                    expected.popitem(last=False)


# Trees


def random_tree(rng: Random, node_class: Any, items: list[int]) -> Any:
    if not items:
        return None
    middle = rng.randrange(len(items))
    left, right = random_tree(rng, node_class, items[:middle]), random_tree(rng, node_class, items[middle + 1 :])
    return node_class(items[middle], left, right)


def with_depths(root: Any, depth: int = 0) -> list[tuple[Any, int]]:
    """Nodes in pre-order with their depths."""
    if root is None:
        return []
    return [(root, depth), *with_depths(root.left, depth + 1), *with_depths(root.right, depth + 1)]


def test_trees() -> None:
    trees = load("trees")
    for rng in cases("trees"):
        items = rng.sample(range(20), rng.randint(0, 9))
        root = random_tree(rng, trees.Node, items)
        found = with_depths(root)
        preorder = [node.value for node, _ in found]
        assert trees.inorder(root) == items
        depths = {depth for _, depth in found}
        assert trees.levels(root) == [[n.value for n, d in found if d == depth] for depth in sorted(depths)]

        above: dict[int, list[int]] = {}

        def trace(node: Any, path: list[int], above: dict[int, list[int]] = above) -> None:
            if node:
                above[node.value] = [*path, node.value]
                trace(node.left, above[node.value])
                trace(node.right, above[node.value])

        trace(root, [])

        def shared(a: int, b: int, above: dict[int, list[int]] = above) -> list[int]:
            return [x for x, y in zip(above[a], above[b], strict=False) if x == y]

        lengths = [len(above[a]) + len(above[b]) - 2 * len(shared(a, b)) for a, b in itertools.combinations(above, 2)]
        assert trees.diameter(root) == max(lengths, default=0)
        if items:
            (a, _), (b, _) = rng.choice(found), rng.choice(found)
            assert trees.lowest_common_ancestor(root, a, b).value == shared(a.value, b.value)[-1]

        again = trees.rebuild(preorder, items)
        assert [node.value for node, _ in with_depths(again)] == preorder
        assert trees.inorder(again) == items


def test_binary_search_trees() -> None:
    search_trees = load("search_trees")
    for rng in cases("search-trees", 100):
        root = None
        keys: set[int] = set()
        for _ in range(40):
            key = rng.randint(0, 12)
            if rng.random() < 0.6:
                root = search_trees.insert(root, key)
                keys.add(key)
            else:
                root = search_trees.delete(root, key)
                keys.discard(key)
            ordered = sorted(keys)
            assert search_trees.is_valid(root)
            assert [search_trees.kth_smallest(root, k) for k in range(1, len(keys) + 2)] == [*ordered, None]
            assert len(with_depths(root)) == len(keys)
            for probe in range(-1, 14):
                assert search_trees.contains(root, probe) == (probe in keys)
                assert search_trees.floor(root, probe) == max((k for k in keys if k <= probe), default=None)


def test_validation_of_binary_search_trees() -> None:
    search_trees = load("search_trees")

    def inorder(root: Any) -> list[int]:
        return [] if root is None else [*inorder(root.left), root.key, *inorder(root.right)]

    for rng in cases("validation"):
        root = random_tree(rng, search_trees.Node, numbers_of(rng, longest=5, low=0))
        keys = inorder(root)
        assert search_trees.is_valid(root) == all(a < b for a, b in itertools.pairwise(keys))
    wrong = search_trees.Node(5, None, search_trees.Node(8, search_trees.Node(3)))
    assert not search_trees.is_valid(wrong)


def test_tries() -> None:
    tries = load("tries")
    assert tries.TrieNode().children == {}
    for rng in cases("tries"):
        words = {word_of(rng, "ab", 4, 1) for _ in range(rng.randint(0, 6))}
        trie = tries.Trie()
        for word in words:
            trie.insert(word)
        for length in range(1, 5):
            for letters in itertools.product("ab.", repeat=length):
                text = "".join(letters)
                assert trie.matches(text) == any(re.fullmatch(text, word) for word in words)
                if "." not in text:
                    assert trie.contains(text) == (text in words)
                    assert trie.starts_with(text) == any(word.startswith(text) for word in words)
                    limit = rng.randint(0, 4)
                    expected = sorted(word for word in words if word.startswith(text))[:limit]
                    assert trie.completions(text, limit) == expected


def test_words_in_a_grid() -> None:
    tries = load("tries")
    for rng in cases("grid-words", 150):
        rows, cols = rng.randint(1, 3), rng.randint(1, 3)
        board = [[rng.choice("abc") for _ in range(cols)] for _ in range(rows)]
        words = {word_of(rng, "abc", 5, 1) for _ in range(6)}

        def spell(
            word: str, cell: tuple[int, int], used: frozenset[tuple[int, int]], board: list[list[str]] = board
        ) -> bool:
            r, c = cell
            if cell in used or not (0 <= r < len(board) and 0 <= c < len(board[0])) or board[r][c] != word[0]:
                return False
            beside = ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1))
            return len(word) == 1 or any(spell(word[1:], other, used | {cell}) for other in beside)

        cells = list(itertools.product(range(rows), range(cols)))
        expected = sorted(word for word in words if any(spell(word, cell, frozenset()) for cell in cells))
        before = [row.copy() for row in board]
        assert tries.find_words(board, sorted(words)) == expected
        assert board == before


# Heaps


def test_heaps() -> None:
    heap = load("heap")
    for rng in cases("heap"):
        numbers = numbers_of(rng, longest=12)
        k = rng.randint(0, 6)
        assert heap.k_largest(iter(numbers), k) == sorted(numbers, reverse=True)[:k]
        lists = [sorted(numbers_of(rng)) for _ in range(rng.randint(0, 4))]
        assert heap.merge_sorted(lists) == sorted(itertools.chain.from_iterable(lists))
        running = heap.RunningMedian()
        for i, number in enumerate(numbers):
            running.add(number)
            assert running.median() == median(numbers[: i + 1])

        items = numbers.copy()
        heap.heapify(items)
        assert Counter(items) == Counter(numbers)
        assert all(items[(i - 1) // 2] <= items[i] for i in range(1, len(items)))
        if items:
            items[0] = 9
            heap.sift_down(items, 0, len(items))
            assert items[0] == min(items)
        sorted_down = numbers.copy()
        heap.heap_sort(sorted_down)
        assert sorted_down == sorted(numbers, reverse=True)


# Backtracking


def test_backtracking() -> None:
    backtracking = load("backtracking")
    for rng in cases("backtracking", 150):
        items = numbers_of(rng, longest=6, low=0, high=3)
        powerset = {c for size in range(len(items) + 1) for c in itertools.combinations(sorted(items), size)}
        assert sorted(map(tuple, backtracking.subsets(items))) == sorted(powerset)
        orders = sorted(set(itertools.permutations(items)))
        assert sorted(map(tuple, backtracking.permutations(items))) == orders

        candidates = rng.sample(range(1, 8), rng.randint(0, 4))
        target = rng.randint(0, 10)
        expected = {
            c
            for size in range(target + 1)
            for c in itertools.combinations_with_replacement(sorted(candidates), size)
            if sum(c) == target
        }
        assert sorted(map(tuple, backtracking.combinations_with_sum(candidates, target))) == sorted(expected)


def test_queens() -> None:
    backtracking = load("backtracking")
    for n in range(8):
        expected = sum(
            all(abs(p[i] - p[j]) != j - i for i, j in itertools.combinations(range(n), 2))
            for p in itertools.permutations(range(n))
        )
        assert backtracking.count_queens(n) == expected


# Graphs


def test_graph_helpers() -> None:
    graphs = load("graphs")
    for rng in cases("graphs"):
        n = rng.randint(1, 6)
        edges = random_edges(rng, n, 8)
        for directed in (True, False):
            graph = graphs.adjacency(edges, directed)
            arcs = edges if directed else both_ways(edges)
            assert all(sorted(graph[v]) == sorted(b for a, b in arcs if a == v) for v in range(n))
        colours = graphs.two_colours(n, edges)
        possible = any(all(c[a] != c[b] for a, b in edges) for c in itertools.product((0, 1), repeat=n))
        assert (colours is not None) == possible
        if colours is not None:
            assert set(colours) <= {0, 1}
            assert all(colours[a] != colours[b] for a, b in edges)
    for row, col in itertools.product(range(3), range(4)):
        near = [(r, c) for r in range(3) for c in range(4) if abs(r - row) + abs(c - col) == 1]
        assert sorted(graphs.grid_neighbours(row, col, 3, 4)) == near


def test_depth_first_search() -> None:
    dfs = load("dfs")
    for rng in cases("dfs"):
        n = rng.randint(0, 7)
        edges = random_edges(rng, n, 9)
        groups = dfs.components(lists_of(n, both_ways(edges)))
        assert sorted(map(tuple, groups)) == groups_of(n, edges)
        cyclic = any(node in reachable(n, edges, b) for node in range(n) for a, b in edges if a == node)
        assert dfs.has_cycle(lists_of(n, edges)) == cyclic
        without = [len(groups_of(n, edges[:i] + edges[i + 1 :])) for i in range(len(edges))]
        cut = [edge for edge, groups_left in zip(edges, without, strict=True) if groups_left > len(groups)]
        assert sorted(dfs.bridges(n, edges)) == sorted(cut)
    assert not dfs.has_cycle({0: [1, 2], 1: [3], 2: [3], 3: []})
    assert dfs.has_cycle({0: [0]})
    assert dfs.bridges(2, [(0, 1), (0, 1)]) == []


def test_islands() -> None:
    dfs = load("dfs")
    for rng in cases("islands"):
        rows, cols = rng.randint(1, 4), rng.randint(1, 4)
        grid = [word_of(rng, "01", cols, cols) for _ in range(rows)]
        land = [(r, c) for r in range(rows) for c in range(cols) if grid[r][c] == "1"]
        joined = [
            (i, j)
            for i, j in itertools.combinations(range(len(land)), 2)
            if abs(land[i][0] - land[j][0]) + abs(land[i][1] - land[j][1]) == 1
        ]
        assert dfs.count_islands(grid) == len(groups_of(len(land), joined))
    assert dfs.count_islands([]) == 0


def walk_lengths(n: int, edges: list[tuple[int, int]], source: int) -> dict[int, int]:
    """Fewest edges from source, by rounds over all edges."""
    found = {source: 0}
    for step in range(1, n):
        for node in {b for a, b in edges if found.get(a) == step - 1} - found.keys():
            found[node] = step
    return found


def test_breadth_first_search() -> None:
    bfs = load("bfs")
    for rng in cases("bfs"):
        n = rng.randint(1, 7)
        edges = random_edges(rng, n, 10)
        graph = lists_of(n, edges)
        source, goal = rng.randrange(n), rng.randrange(n)
        steps = walk_lengths(n, edges, source).get(goal)
        path = bfs.shortest_path(graph, source, goal)
        assert (path is None) == (steps is None)
        if path is not None:
            assert (path[0], path[-1], len(path) - 1) == (source, goal, steps)
            assert all(b in graph[a] for a, b in itertools.pairwise(path))
        assert bfs.fewest_moves(source, goal, graph.__getitem__) == steps

        weighted = [(a, b, rng.randint(0, 1)) for a, b in edges]
        lists = {v: [(b, w) for a, b, w in weighted if a == v] for v in range(n)}
        expected = all_pairs(n, weighted)[source]
        assert bfs.zero_one_distances(lists, source) == {v: d for v, d in enumerate(expected) if d < math.inf}


def test_distance_to_the_nearest_source() -> None:
    bfs = load("bfs")
    for rng in cases("nearest"):
        rows, cols = rng.randint(1, 4), rng.randint(1, 4)
        grid = [word_of(rng, "#..x", cols, cols) for _ in range(rows)]
        cells = list(itertools.product(range(rows), range(cols)))
        free = [cell for cell in cells if grid[cell[0]][cell[1]] != "x"]
        edges = [
            (i, j) for i, (r, c) in enumerate(free) for j, (y, x) in enumerate(free) if abs(r - y) + abs(c - x) == 1
        ]
        distance = bfs.distance_to_nearest(grid)
        for r, c in cells:
            if (r, c) not in free:
                assert distance[r][c] == -1
                continue
            steps = walk_lengths(len(free), edges, free.index((r, c)))
            to_sources = [d for i, d in steps.items() if grid[free[i][0]][free[i][1]] == "#"]
            assert distance[r][c] == min(to_sources, default=-1)


def test_union_find() -> None:
    union_find = load("union_find")
    for rng in cases("union-find"):
        n = rng.randint(1, 8)
        edges = random_edges(rng, n, 10)
        sets = union_find.UnionFind(n)
        redundant = None
        for i, (a, b) in enumerate(edges):
            apart = b not in reachable(n, both_ways(edges[:i]), a)
            if not apart and redundant is None:
                redundant = (a, b)
            assert sets.union(a, b) == apart
            groups = groups_of(n, edges[: i + 1])
            assert sets.count == len(groups)
            for group in groups:
                assert len({sets.find(x) for x in group}) == 1
                assert sets.size[sets.find(group[0])] == len(group)
        assert len({sets.find(x) for x in range(n)}) == sets.count
        assert union_find.redundant_edge(n, edges) == redundant

        removed = rng.sample(range(len(edges)), rng.randint(0, len(edges)))
        expected = [
            len(groups_of(n, [e for i, e in enumerate(edges) if i not in removed[: k + 1]]))
            for k in range(len(removed))
        ]
        assert union_find.counts_after_removals(n, edges, removed) == expected

        records = [{rng.choice("abcdefgh") for _ in range(rng.randint(0, 3))} for _ in range(rng.randint(0, 6))]
        linked = [(i, j) for i, j in itertools.combinations(range(len(records)), 2) if records[i] & records[j]]
        assert union_find.merge_records(records) == [list(g) for g in groups_of(len(records), linked)]


def test_union_by_size_keeps_trees_flat() -> None:
    union_find = load("union_find")
    n = 64
    sets = union_find.UnionFind(n)
    for x in range(n - 1):
        sets.union(x + 1, x)  # without union by size a chain of n nodes
    depths = []
    for x in range(n):
        depths.append(0)
        while sets.parent[x] != x:
            x, depths[-1] = sets.parent[x], depths[-1] + 1
    assert max(depths) <= math.log2(n)


def test_topological_order() -> None:
    topological = load("topological")
    for rng in cases("topological"):
        n = rng.randint(0, 6)
        edges = random_edges(rng, n, 7)
        orders = [p for p in itertools.permutations(range(n)) if all(p.index(a) < p.index(b) for a, b in edges)]
        for sort in (topological.topological_order, topological.topological_order_by_depth):
            order = sort(n, edges)
            assert tuple(order) in orders if orders else order is None

        durations = [rng.randint(0, 5) for _ in range(n)]
        finish = topological.earliest_finish(durations, edges)
        if not orders:
            assert finish is None
        else:

            def end(node: int, durations: list[int] = durations, edges: list[tuple[int, int]] = edges) -> int:
                return durations[node] + max((end(a) for a, b in edges if b == node), default=0)

            assert finish == max(map(end, range(n)), default=0)


def all_pairs(n: int, edges: list[tuple[int, int, int]]) -> list[list[float]]:
    """Least cost of a walk with fewer than n edges, by enumeration of lengths."""
    best = [[0.0 if a == b else math.inf for b in range(n)] for a in range(n)]
    for _ in range(n - 1):
        best = [[min([row[b], *(row[a] + w for a, other, w in edges if other == b)]) for b in range(n)] for row in best]
    return best


def test_dijkstra() -> None:
    paths = load("paths")
    for rng in cases("dijkstra"):
        n = rng.randint(1, 6)
        edges = [(a, b, rng.randint(0, 6)) for a, b in random_edges(rng, n, 12)]
        graph = {v: [(b, w) for a, b, w in edges if a == v] for v in range(n)}
        expected = all_pairs(n, edges)
        distance, previous = paths.dijkstra(graph, 0)
        assert distance == {v: d for v, d in enumerate(expected[0]) if d < math.inf}
        for goal in distance:
            path = paths.path_to(goal, 0, previous)
            cheapest = [min(w for b, w in graph[x] if b == y) for x, y in itertools.pairwise(path)]
            assert (path[0], path[-1], sum(cheapest)) == (0, goal, distance[goal])


def test_bellman_ford_and_floyd_warshall() -> None:
    paths = load("paths")
    seen_cycle = seen_none = 0
    for rng in cases("bellman-ford"):
        n = rng.randint(1, 6)
        edges = [(a, b, rng.randint(-2, 6)) for a, b in random_edges(rng, n, 9)]
        arcs = [(a, b) for a, b, _ in edges]
        walks = all_pairs(n, edges)
        longer = [[min([row[b], *(row[a] + w for a, c, w in edges if c == b)]) for b in range(n)] for row in walks]
        on_cycle = {v for v in range(n) if any(longer[v][b] < walks[v][b] for b in range(n))}
        distance = paths.bellman_ford(n, edges, 0)
        if 0 in on_cycle:  # a walk of n edges from 0 improves: a negative cycle can be reached
            seen_cycle += 1
            assert distance is None
        else:
            seen_none += 1
            assert distance == walks[0]
            assert {v for v, d in enumerate(distance) if d < math.inf} == reachable(n, arcs, 0)

        table = paths.floyd_warshall(n, edges)
        if on_cycle:
            assert any(table[v][v] < 0 for v in range(n))
        else:
            assert table == walks

        limit = rng.randint(0, 4)
        target = rng.randrange(n)
        costs = [0.0] if target == 0 else []
        frontier = [(0, 0)]
        for _ in range(limit):  # every walk, one edge longer each time
            frontier = [(b, c + w) for node, c in frontier for a, b, w in edges if a == node]
            costs += [c for node, c in frontier if node == target]
        assert paths.cheapest_within(n, edges, 0, target, limit) == min(costs, default=math.inf)
    assert seen_cycle > 20
    assert seen_none > 100


def test_dijkstra_goes_wrong_with_negative_weights_as_the_note_says() -> None:
    paths = load("paths")
    s, a, b, c = range(4)
    distance, _ = paths.dijkstra({s: [(a, 2), (b, 3)], a: [(c, 1)], b: [(a, -2)], c: []}, s)
    assert distance[c] == 3
    assert paths.bellman_ford(4, [(s, a, 2), (s, b, 3), (b, a, -2), (a, c, 1)], s) == [0, 1, 3, 2]


def test_minimum_spanning_trees() -> None:
    spanning = load("spanning")
    for rng in cases("spanning", 200):
        n = rng.randint(1, 5)
        edges = [(a, b, rng.randint(-2, 6)) for a, b in random_edges(rng, n, 8)]
        totals = [
            sum(w for _, _, w in tree)
            for tree in itertools.combinations(edges, n - 1)
            if len(groups_of(n, [(a, b) for a, b, _ in tree])) == 1
        ]
        tree = spanning.kruskal(n, edges)
        graph: dict[int, list[tuple[int, int]]] = {v: [] for v in range(n)}
        for a, b, w in edges:
            graph[a].append((b, w))
            graph[b].append((a, w))
        if not totals:
            assert tree is None
            assert spanning.prim(graph) is None
        else:
            assert sum(w for _, _, w in tree) == min(totals)
            assert len(groups_of(n, [(a, b) for a, b, _ in tree])) == 1
            assert spanning.prim(graph) == min(totals)

        points = [(rng.randint(0, 5), rng.randint(0, 5)) for _ in range(rng.randint(1, 6))]
        links = [
            (i, j, abs(points[i][0] - points[j][0]) + abs(points[i][1] - points[j][1]))
            for i, j in itertools.combinations(range(len(points)), 2)
        ]
        tree = spanning.kruskal(len(points), links)
        assert spanning.cheapest_wiring(points) == sum(w for _, _, w in tree)


# Dynamic programming


def test_coins() -> None:
    dp = load("dp")
    for rng in cases("coins"):
        coins = tuple(rng.sample(range(1, 8), rng.randint(0, 3)))
        amount = rng.randint(0, 12)
        sizes = [
            size
            for size in range(amount + 1)
            if any(sum(c) == amount for c in itertools.combinations_with_replacement(coins, size))
        ]
        assert dp.fewest_coins(coins, amount) == min(sizes, default=None)
        assert dp.fewest_coins_top_down(coins, amount) == min(sizes, default=None)
    assert dp.fewest_coins((1, 3, 4), 6) == 2
    with pytest.raises(RecursionError):  # as the note warns
        dp.fewest_coins_top_down((1,), 5000)
    assert dp.fewest_coins((1,), 5000) == 5000


def test_edit_distance() -> None:
    dp = load("dp")

    def distance(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        replaced = distance(a[1:], b[1:]) + (a[0] != b[0])
        return min(replaced, 1 + distance(a[1:], b), 1 + distance(a, b[1:]))

    for rng in cases("edit"):
        a, b = word_of(rng, "abc", 5), word_of(rng, "abc", 5)
        assert dp.edit_distance(a, b) == distance(a, b)
    assert dp.edit_distance("sea", "eat") == 2


def test_knapsack_and_increasing_subsequence() -> None:
    dp = load("dp")
    for rng in cases("knapsack"):
        weights = numbers_of(rng, longest=6, low=1)
        values = [rng.randint(0, 9) for _ in weights]
        capacity = rng.randint(0, 12)
        chosen = itertools.product((0, 1), repeat=len(weights))
        totals = [
            sum(v for v, take in zip(values, c, strict=True) if take)
            for c in chosen
            if sum(w for w, take in zip(weights, c, strict=True) if take) <= capacity
        ]
        assert dp.best_value(weights, values, capacity) == max(totals)

        numbers = numbers_of(rng, longest=7)
        rising = [
            size
            for size in range(len(numbers) + 1)
            for c in itertools.combinations(numbers, size)
            if all(a < b for a, b in itertools.pairwise(c))
        ]
        assert dp.longest_increasing(numbers) == max(rising)


# Prefix sums


def test_prefix_sums() -> None:
    prefix = load("prefix")
    for rng in cases("prefix"):
        numbers = numbers_of(rng, shortest=1)
        totals = prefix.prefix_totals(numbers)
        for a, b in itertools.combinations(range(len(numbers) + 1), 2):
            assert totals[b] - totals[a] == sum(numbers[a:b])
        sums = [sum(part) for part in subarrays(numbers)]
        k = rng.randint(-4, 4)
        assert prefix.count_with_sum(numbers, k) == sums.count(k)
        assert prefix.max_subarray(numbers) == max(sums)

        rows, cols = rng.randint(1, 3), rng.randint(1, 3)
        matrix = [[rng.randint(-5, 5) for _ in range(cols)] for _ in range(rows)]
        table = prefix.SumMatrix(matrix)
        for top, bottom in itertools.combinations_with_replacement(range(rows + 1), 2):
            for left, right in itertools.combinations_with_replacement(range(cols + 1), 2):
                assert table.sum(top, left, bottom, right) == sum(sum(row[left:right]) for row in matrix[top:bottom])

        n = rng.randint(1, 8)
        expected = [0] * n
        updates = []
        for _ in range(rng.randint(0, 5)):
            start, stop = sorted((rng.randint(0, n), rng.randint(0, n)))
            amount = rng.randint(-3, 3)
            updates.append((start, stop, amount))
            for i in range(start, stop):
                expected[i] += amount
        assert prefix.apply_updates(n, updates) == expected
    assert prefix.prefix_totals([]) == [0]
    assert prefix.count_with_sum([], 0) == 0


# Intervals


def random_intervals(rng: Random, most: int, shortest: int = 0) -> list[tuple[int, int]]:
    starts = [rng.randint(0, 10) for _ in range(rng.randint(0, most))]
    return [(start, start + rng.randint(shortest, 4)) for start in starts]


def covered(intervals: list[tuple[int, int]]) -> set[int]:
    """The half-integers, doubled, of closed intervals: touching ones share a point, neighbours do not."""
    return {x for start, end in intervals for x in range(2 * start, 2 * end + 1)}


def is_disjoint_and_sorted(intervals: list[tuple[int, int]]) -> bool:
    return all(a[1] < b[0] for a, b in itertools.pairwise(intervals))


def test_merging_intervals() -> None:
    intervals = load("intervals")
    for rng in cases("intervals"):
        some = random_intervals(rng, 6)
        merged = intervals.merge(some)
        assert covered(merged) == covered(some)
        assert is_disjoint_and_sorted(merged)

        start = rng.randint(-2, 14)
        new = (start, start + rng.randint(0, 6))
        inserted = intervals.insert(merged, new)
        assert inserted == intervals.merge([*merged, new])

        other = intervals.merge(random_intervals(rng, 6))
        common = intervals.intersections(merged, other)
        assert covered(common) == covered(merged) & covered(other)
        assert is_disjoint_and_sorted(common)
    assert intervals.merge([(1, 10), (2, 3)]) == [(1, 10)]
    assert intervals.merge([(1, 2), (2, 3)]) == [(1, 3)]


def test_scheduling() -> None:
    intervals = load("intervals")
    for rng in cases("scheduling"):
        meetings = random_intervals(rng, 7, shortest=1)
        at_once = [sum(start <= t < end for start, end in meetings) for t in range(15)]
        assert intervals.most_at_once(meetings) == max(at_once)
        sizes = [
            size
            for size in range(len(meetings) + 1)
            for chosen in itertools.combinations(meetings, size)
            if all(a[1] <= b[0] or b[1] <= a[0] for a, b in itertools.combinations(chosen, 2))
        ]
        assert intervals.most_disjoint(meetings) == max(sizes)


# Greedy


def test_greedy() -> None:
    greedy = load("greedy")
    for rng in cases("greedy"):
        reach = numbers_of(rng, longest=7, low=0, high=3, shortest=1)
        jumps = [(i, j) for i in range(len(reach)) for j in range(i + 1, min(i + reach[i], len(reach) - 1) + 1)]
        assert greedy.fewest_jumps(reach) == walk_lengths(len(reach), jumps, 0).get(len(reach) - 1)

        gain = numbers_of(rng, shortest=1)
        starts = [s for s in range(len(gain)) if min(itertools.accumulate(gain[s:] + gain[:s])) >= 0]
        assert greedy.start_of_circuit(gain) == min(starts, default=None)

        digits = word_of(rng, "0123", 6, 1)
        k = rng.randint(0, len(digits))
        left = ["".join(c) for c in itertools.combinations(digits, len(digits) - k)]
        assert greedy.smallest_after_removal(digits, k) == str(min(int(text or "0") for text in left))


# Bits


def test_bits() -> None:
    bits = load("bits")
    for rng in cases("bits"):
        one, two, *rest = rng.sample(range(-20, 20), 5)
        pairs = rest * 2
        single, double = [one, *pairs], [one, two, *pairs]
        rng.shuffle(single)
        rng.shuffle(double)
        assert bits.lone_value(single) == one
        assert bits.two_lone_values(double) == (min(one, two), max(one, two))

        a, b = rng.randint(-200, 200), rng.randint(-200, 200)
        assert bits.add(a, b) == a + b
        assert bits.add(a, b, 8) == (a + b + 128) % 256 - 128
        assert bits.to_signed(a, 8) == (a + 128) % 256 - 128

        mask = rng.randrange(64)
        assert list(bits.submasks(mask)) == [sub for sub in reversed(range(64)) if sub & mask == sub]

        n = rng.randint(0, 5)
        cost = [[rng.randint(-3, 9) for _ in range(n)] for _ in range(n)]
        totals = [sum(cost[i][j] for i, j in enumerate(p)) for p in itertools.permutations(range(n))]
        assert bits.cheapest_assignment(cost) == min(totals)
    assert bits.ones_up_to(70) == [bin(i).count("1") for i in range(71)]
    assert bits.to_signed(0xFFFFFFFF) == -1
    assert bits.add(2**31 - 1, 1) == -(2**31)
    assert sum(len(list(bits.submasks(mask))) for mask in range(32)) == 3**5


# Complexity


def test_cost_helpers() -> None:
    cost = load("cost")
    functions = [lambda n: n, lambda n: n * n, lambda n: 2**n, lambda n: n * math.log2(n), math.factorial]
    for rng in cases("cost"):
        budget = rng.randint(2, 500)
        for steps in functions:
            n = cost.largest_input(budget, steps)
            assert steps(n) <= budget < steps(n + 1)

        n, first = rng.randint(0, 60), rng.randint(1, 4)

        def grow(capacity: int, first: int = first) -> int:
            return capacity + first

        capacity, copied = 1, 0
        for size in range(n):
            if size >= capacity:
                copied, capacity = copied + capacity, grow(capacity)
        assert cost.copies_when_appending(n, grow) == copied
        assert cost.copies_when_appending(n, lambda c: 2 * c) < max(1, 2 * n)


# Range queries


def test_fenwick_tree() -> None:
    ranges = load("ranges")
    for rng in cases("fenwick", 100):
        numbers = [0] * rng.randint(0, 10)
        tree = ranges.FenwickTree(len(numbers))
        for _ in range(20):
            if numbers:
                index, amount = rng.randrange(len(numbers)), rng.randint(-5, 5)
                numbers[index] += amount
                tree.add(index, amount)
            start, stop = sorted((rng.randint(0, len(numbers)), rng.randint(0, len(numbers))))
            assert tree.prefix(stop) == sum(numbers[:stop])
            assert tree.sum(start, stop) == sum(numbers[start:stop])


def compose(f: int, g: int) -> int:
    """Maps of {0, 1, 2} to itself coded in base 3, first f, then g: associative, not commutative."""
    return sum((g // 3 ** (f // 3**i % 3) % 3) * 3**i for i in range(3))


IDENTITY = 0 + 1 * 3 + 2 * 9


@pytest.mark.parametrize(
    ("combine", "identity", "top"),
    [(min, 10**9, 26), (lambda a, b: a + b, 0, 26), (compose, IDENTITY, 26), (math.gcd, 0, 26)],
)
def test_segment_tree(combine: Any, identity: int, top: int) -> None:
    ranges = load("ranges")
    for rng in cases("segment-tree", 150):
        items = numbers_of(rng, longest=11, low=0, high=top, shortest=1)
        tree = ranges.SegmentTree(items.copy(), combine, identity)
        for _ in range(15):
            index, item = rng.randrange(len(items)), rng.randint(0, top)
            items[index] = item
            tree.update(index, item)
            start, stop = sorted((rng.randint(0, len(items)), rng.randint(0, len(items))))
            assert tree.query(start, stop) == reduce(combine, items[start:stop], identity)


def test_smaller_to_the_right() -> None:
    ranges = load("ranges")
    for rng in cases("smaller"):
        numbers = numbers_of(rng)
        expected = [sum(later < number for later in numbers[i + 1 :]) for i, number in enumerate(numbers)]
        assert ranges.smaller_to_the_right(numbers) == expected


def test_two_fenwick_trees_give_range_updates_and_range_sums_as_the_note_says() -> None:
    ranges = load("ranges")
    for rng in cases("two-fenwick", 50):
        n = rng.randint(1, 9)
        numbers = [0] * n
        plain, weighted = ranges.FenwickTree(n + 1), ranges.FenwickTree(n + 1)
        for _ in range(10):
            start, stop = sorted((rng.randint(0, n), rng.randint(0, n)))
            amount = rng.randint(-4, 4)
            for j, change in ((start, amount), (stop, -amount)):
                plain.add(j, change)
                weighted.add(j, j * change)
            for i in range(start, stop):
                numbers[i] += amount
            k = rng.randint(0, n)
            assert k * plain.prefix(k) - weighted.prefix(k) == sum(numbers[:k])


def test_heap_order_matches_the_standard_library() -> None:
    heap = load("heap")
    for rng in cases("heapq"):
        items = numbers_of(rng, longest=12)
        heap.heapify(items)
        popped = items.copy()
        assert [heapq.heappop(popped) for _ in items] == sorted(items)
