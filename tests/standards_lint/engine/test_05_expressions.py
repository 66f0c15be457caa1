"""Point 5: what expressions give; what is decided is decided as Python decides it."""

import pytest

# What runs before, and expressions.
ENUMS = (
    """\
import enum
class A(enum.Enum):
    x = 0
    y = 1
    z = ""
class B(enum.IntEnum):
    x = 0
    y = 1
class F(enum.Flag):
    a = 1
    b = 2
class SE(str, enum.Enum):
    q = "q"
""",
    """\
A.x; not A.x; A.x == 0; A.x is A.x; A.x.value; A.x.value == 0; A.x.name == "x";
A["x"] is A.x; A(1) is A.y; B.x; B.y == 1; B.x < B.y; F.a | F.b; F.a & F.b; SE.q == "q";
len(A) == 3; list(A)[0] is A.x; "x" in A.__members__; A.z; isinstance(A.x, A); A.x != 0;
A.y in (1, 2); {A.x: 1}.get(0); A.x in A; bool(A.z); str(A.x) == "A.x"; SE.q.upper() == "Q";
A.x == A.y; A.x != A.y; A.x is A.y; A.x is not A.y; A(0) == A.x; A(0) is A.y; A.x in [A.x];
A.x in [A.y]; 0 == A.x; B.x == A.x; A.x or None; hasattr(A.x, "value"); A.x is not None;
A.y > 0 if False else A.y.value > 0
""",
)
DATA_CLASSES = (
    """\
import dataclasses
@dataclasses.dataclass
class D:
    x: int = 0
    y: list = dataclasses.field(default_factory=list)
@dataclasses.dataclass(frozen=True, order=True)
class O:
    a: int
d = D()
""",
    """\
d.x; d.y; d == D(); d != D(); O(1) < O(2); O(1) == O(1); dataclasses.is_dataclass(D);
dataclasses.asdict(d) == {"x": 0, "y": []};
[f.name for f in dataclasses.fields(D)] == ["x", "y"]; dataclasses.replace(d, x=1).x;
D(1).x == 1; D(y=[1]).y; d; not d; hasattr(D, "x"); D.x; repr(d) == "D(x=0, y=[])";
{O(1): 1}.get(O(1))
""",
)
CLASSES = (
    """\
class M(type):
    def __len__(c):
        return 0
    def __bool__(c):
        return False
    def __contains__(c, k):
        return k == "k"
    def __iter__(c):
        return iter(())
class C(metaclass=M):
    v = 0
class P:
    @property
    def p(self):
        return 0
    def __eq__(self, o):
        return False
    def __getattr__(self, n):
        if n == "dyn":
            return 0
        raise AttributeError(n)
    def __call__(self):
        return 0
    def __len__(self):
        return 0
    def __contains__(self, k):
        return False
    def __getitem__(self, k):
        return 0
    def __iter__(self):
        return iter([])
    __hash__ = None
class Q(P):
    def __bool__(self):
        return True
class N:
    __bool__ = None
    def __enter__(self):
        return 0
    def __exit__(self, *a):
        return False
p = P()
q = Q()
""",
    """\
C; not C; len(C); "k" in C; "z" in C; C.v; p.p; p == p; p != p; p.dyn; hasattr(p, "dyn");
hasattr(p, "zz"); getattr(p, "zz", 0); getattr(p, "zz", 1); p(); p; q; not p; not q; bool(q);
len(p); 1 in p; p[5]; list(p); callable(p); callable(P); isinstance(q, P); issubclass(Q, P);
type(q) is Q; q.__class__ is P; P.__name__ == "P"; Q.__mro__[1] is P; Q.__bases__ == (P,);
p or 0; p and 1; any(p); all(p); sum(p); p is p; p in [p]; P.p; isinstance(P.p, property);
P.__eq__(p, p); super(Q, q).__len__(); vars(p); p.__dict__; [x for x in p]; C(); bool(C());
dict.fromkeys(p); sorted(p); "v" in dir(C); "v" in vars(C); Q.__hash__ is None
""",
)
COLLECTIONS = (
    """\
import collections
c = collections.Counter("aab")
od = collections.OrderedDict(a=1)
dd = collections.defaultdict(list)
dq = collections.deque([0])
NT = collections.namedtuple("NT", "x y")
nt = NT(0, 1)
em = NT._make((0, 0))
cm = collections.ChainMap({"a": 0}, {"b": 1})
""",
    """\
c["a"] == 2; c["z"]; c.most_common(1)[0][0] == "a"; od; not od; od["a"]; list(od) == ["a"];
dd["q"]; "q" in dd; len(dd); dd; dq; dq[0]; len(dq) == 1; nt; nt.x; nt[1]; nt == (0, 1);
nt._fields == ("x", "y"); em; cm["a"]; cm["b"]; "c" in cm; nt._asdict() == {"x": 0, "y": 1};
NT(x=0, y=0).x; nt._replace(x=1).x; isinstance(nt, tuple); c; sum(c.values()) == 3
""",
)
VALUES = (
    """\
import functools, operator, itertools
def f(*a, k=0, **kw):
    return (a, k, kw)
def g():
    yield 0
def h(x, /, y=2, *, z=3):
    return x + y + z
async def co():
    pass
l = lambda x=0: x
r = functools.reduce(operator.add, [0, 0])
@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
""",
    """\
f(); f()[0]; f(1)[0]; f(k=1)[1]; f(z=1)[2]; f()[2]; g(); list(g()); list(g())[0]; next(g());
next(g(), 1); h(1) == 6; h(1, 2, z=4) == 7; l(); l(1); l; r; fib(3) == 2; fib(0); co;
callable(f); f.__name__ == "f"; f.__doc__; f.__defaults__; f.__kwdefaults__ == {"k": 0};
functools.partial(l, 1)(); functools.partial(l)(); operator.itemgetter(0)([0]);
operator.attrgetter("real")(0); list(itertools.chain([0], [1])) == [0, 1];
list(map(l, [0])) == [0]; list(filter(None, [0])); list(zip([1], [2])) == [(1, 2)];
any(x for x in [0]); all(x for x in [0]); max([0, 1]); min([0, 1]); sorted([1, 0])[0];
sorted([1, 0], key=lambda x: -x)[0]; sum([0, 0]); list(reversed([1, 0]))[0]; dict(a=0)["a"];
dict([("a", 0)])["a"]; {k: v for k, v in zip("a", [0])}["a"]; {**{"a": 0}, "a": 1}["a"];
[*[0], 1][0]; (lambda *a: a)(*[0]); list(enumerate([5]))[0][0]; (x := 0); [y := 1, y**2][1];
1 < 2 < 3; 1 < 3 < 2; not 0 in [1]; 0 or [] or ""; 1 and []; None is None; () == [];
"a" "b" == "ab"; f"{0}" == "0"; f"{0!r:>3}" == "  0"; "%s" % 0; "%d" % 0 == "0";
"{}".format(0) == "0"; "abc"[-1] == "c"; "abc"[::2] == "ac"; "a,b".split(",")[1] == "b";
"abc".find("z"); "abc".find("z") == -1; "a".join(["b", "c"]) == "bac"; "Abc".islower();
"3".isdigit(); int("0"); int("10", 2) == 2; float("0"); float("0.5"); round(0.4); abs(-0);
divmod(7, 2) == (3, 1); pow(2, 0) == 1; 7 // 2 == 3; -7 // 2 == -4; -7 % 3 == 2; 1e3 == 1000;
0x10 == 16; bool("False"); bool(""); bytes(0); b"a"[0] == 97; "a" < "b"; [1, 2] < [1, 3];
(1,) < (1, 0); {1} < {1, 2}; {1} & {2}; {1} | {2}; {1} - {1}; frozenset({1}) == {1};
1 in {1: 0}; set("aa") == {"a"}; len({1, 1}) == 1; isinstance(True, int);
issubclass(bool, int); type(1) is int; id(f) == id(f); hash(1) == 1; chr(97) == "a";
ord("a") == 97; slice(1).stop; range(0); range(1); len(range(5)) == 5; 5 in range(5);
list(range(3))[1:] == [1, 2]; complex(0, 0); Ellipsis; NotImplemented is NotImplemented;
__debug__; globals()["r"]; "r" in globals(); "zzz" in globals(); locals() is globals();
eval("0"); eval("1+1") == 2; hasattr(operator, "add"); hasattr(operator, "zzz");
getattr(operator, "zzz", None)
""",
)
SYSTEM = (
    """\
import importlib, importlib.util, sys, os, types, typing
""",
    """\
importlib.util.find_spec("nothing"); importlib.util.find_spec("json"); "json" in sys.modules;
"nothing" in sys.modules; sys.modules.get("nothing"); os.environ.get("NOPE");
os.environ.get("NOPE", ""); os.getenv("NOPE") is None; "NOPE" in os.environ;
os.path.exists("nothing"); os.path.join("a", "b") == "a/b"; os.path.basename("/a/b") == "b";
os.path.splitext("a.b")[1] == ".b"; os.path.isfile(__file__); os.sep == "/";
sys.version_info[:2] == (3, 11); sys.argv; sys.flags.optimize; sys.maxsize > 2**32;
isinstance(os, types.ModuleType); os.__name__ == "os"; typing.TYPE_CHECKING;
typing.get_type_hints; sys.platform.startswith("linux"); os.linesep == "\\n";
sys.byteorder == "little"; getattr(sys, "frozen", False); hasattr(sys, "frozen");
hasattr(sys, "ps1"); sys.path; sys.getrecursionlimit(); sys.implementation.name == "cpython";
getattr(os, "nothing", None); hasattr(os, "fork"); hasattr(os, "startfile");
typing.cast(int, 0); typing.Optional; types.SimpleNamespace(a=0).a; types.SimpleNamespace();
os.cpu_count(); __loader__; __import__("os") is os; __builtins__
""",
)
CONTEXTS = (
    """\
import contextlib
@contextlib.contextmanager
def cmg():
    yield 0
with cmg() as v:
    pass
with contextlib.suppress(ImportError):
    import nothing_here
    v = 5
with contextlib.nullcontext(3) as w:
    pass
""",
    """\
v; v == 0; v == 5; w; w == 3
""",
)
EXCEPTIONS = (
    """\
ok = 0
try:
    raise ValueError("x")
except (TypeError, ValueError) as e:
    ok = e.args
else:
    ok = 5
finally:
    fin = 1
try:
    {}["a"]
except LookupError as e:
    lk = type(e).__name__
try:
    int("x")
except Exception as e:
    iv = isinstance(e, ValueError)
try:
    import nothing
except ModuleNotFoundError as e:
    nm = e.name
    ms = str(e)
""",
    """\
ok; ok == ("x",); fin; lk == "KeyError"; iv; nm == "nothing"; "nothing" in ms; nm;
ms.startswith("No module")
""",
)


@pytest.mark.parametrize(
    ("setup", "expressions"),
    [ENUMS, DATA_CLASSES, CLASSES, COLLECTIONS, VALUES, SYSTEM, CONTEXTS, EXCEPTIONS],
    ids="enums data_classes classes collections values system contexts exceptions".split(),
)
def test_what_is_decided_is_decided_as_python_does(bench, setup, expressions):
    files = {
        f"m{at}.py": f"{setup}if {expression.strip()}:\n    import torch"
        for at, expression in enumerate(expressions.split(";"))
    }
    tree = bench.tree(files)
    cells = tree.judge()
    bench.agree(tree, cells)
    assert any(cell.verdict != "conditional" for cell in cells.values())
