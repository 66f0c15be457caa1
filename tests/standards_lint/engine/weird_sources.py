"""Sources that a reader which does not parse everything might take for something else."""

WEIRD = {
    "a string that looks like code": 'x = """\ndef f():\n    import torch\n"""\nimport last\n',
    "quotes within quotes": 'x = \'"""\'\ndef f():\n    return \'"""\'\nimport last\n',
    "quotes in a comment": '# see """\ndef f():\n    return 1\n# and """\nimport last\n',
    "a triple quote behind a quote": 'x = ""\ny = """"a"""\ndef f():\n    """b\\""""\nz = 1\n',
    "a string of another kind": "def f():\n    '''\ndef g():\n    \"\"\"\n'''\nimport last\n",
    "a number as text": 'x = """0"""\ny = """\n1\n"""\ndef f(z="""2\n"""):\n    pass\n',
    "a continued string": (
        "x = 'a\\\ndef f():\\\n    pass'\ndef g():\n    'b\\\nc'\nimport last\n"
    ),
    "a continued line": "def f():\n    x = 1 + \\\n2\n    return x\nimport last\n",
    "a continued header": (
        "def \\\nf(x):\n    def g():\n        return 1\n    return g\nimport last\n"
    ),
    "a comment that seems to continue": "def f():\n    pass  # \\\nimport last\n",
    "a continued docstring": 'class C:\n    """a""" \\\n    "b"\n    x = 1\nimport last\n',
    "a docstring that is a value": 'class C(A):\n    r"""a\n    """.b()\nimport last\n',
    "a docstring and a semicolon": 'class C(A):\n    """a\n    """; import b\nimport last\n',
    "only a docstring": (
        'class C(A):\n\n    r"""a\n\nb"""\n\nclass D: \n    """c"""\nimport last\n'
    ),
    "tabs": ("class C:\n\tdef f(self):\n\t\treturn 1\n\tdef g(self):\n\t\treturn 2\nimport last\n"),
    "tabs in spaces": "if a:\n        def f():\n        \treturn 1\n        import last\n",
    "a tab behind def": "def\tf():\n\tdef g():\n\t\tpass\n\treturn g\nasync\tdef h(): pass\n",
    "brackets further left": "def f():\n    x = (1,\n2,\n)\n    return x\nimport last\n",
    "comments further left": "def f():\n    x = 1\n# left\n    return x\n  # end\nimport last\n",
    "a comment alone": (
        "class C:\n    def f(self):  # (\n        # ...\n\n        pass\n    # )\n    x = 1\n"
    ),
    "one line": (
        "def f(): import torch\nclass C: x = lambda: 1\nasync def g(): ...\nimport last\n"
    ),
    "one line with a slice": "def f(x: A[1:2] = B[3:4]) -> C[5:6]: return x[:]\nimport last\n",
    "brackets in strings": "def f(x=')', y=\"):\", z='('):\n    return '('\nimport last\n",
    "a colon in a comment": "def f(x=')',  # a:\n      y=1):\n    return x\nimport last\n",
    "operators in defaults": (
        "def f(x=not a, y=b or c, z=d in e, w=-f, v=g.h if i else j): pass\n"
    ),
    "a dotted name in two lines": (
        "def f(x: (a\n.b) = c.\\\nd, y=e . f):\n    pass\nimport last\n"
    ),
    "decorators": "@a\n@b.c\ndef f(): \n    pass\n@d(1)\n@e\ndef g():\n    pass\nimport last\n",
    "decorators and comments": "@a  # b\n\n# c\n@d\n# e:\ndef f():\n    pass\nimport last\n",
    "decorators of classes": (
        "@a\nclass C:\n    def f(self):\n        pass\n    @b[0]\n    def g(self):\n        pass\n"
    ),
    "a decorator in many lines": ("@a(\n    b,\n)\nasync def f(x: T):\n    await x\nimport last\n"),
    "branches": (
        "if a:\n    def f():\n        pass\nelse:\n    def f():\n        pass\nimport last\n"
    ),
    "functions alone": (
        "try:\n    import a\nexcept E:\n    def f(x=a):\n        pass\n    def g():\n        pass\n"
    ),
    "type comments": (
        "def f(a, b):\n    # type: (int, str) -> None\n    pass  # type: ignore\nimport last\n"
    ),
    "names of other alphabets": (
        "def ü(ä: ö = ß):\n    pass\n@é\ndef f(): \n    pass\ndef ﬁ():\n    pass\n"
    ),
    "form feed": "\x0cdef f():\n    pass\n\x0c\nimport last\n",
    "no line end": "def f():\n    pass",
    "nothing but functions": "def f():\n    pass\n\n\ndef g():\n    pass\n",
    "newer syntax in a body": (
        "def f(x):\n    match x:\n        case 1:\n            def g(): pass\nimport last\n"
    ),
    "newer syntax below": ("def f():\n    pass\n\n\nmatch x:\n    case 1:\n        import torch\n"),
    "no body": "def f():\nimport last\n",
    "no code in the body": "def f():\n    # nothing\n\nimport last\n",
    "a keyword for a name": "def class(x):\n    pass\n",
    "an unfinished string": 'def f():\n    """a\nimport last\n',
    "an unfinished bracket": "def f(:\n    pass\nimport last\n",
}
