"""Point 4: context managers that swallow exceptions."""


def test_suppress(imports, breaks):
    imports("import contextlib\nwith contextlib.suppress(ImportError):\n    import torch")
    imports(
        "from contextlib import suppress\nwith suppress(ValueError, ImportError):\n    import torch"
    )
    imports("from contextlib import suppress as quiet\nwith quiet(Exception):\n    import torch")
    breaks(
        "import contextlib\nwith contextlib.suppress(ValueError):\n    import torch", chain="a:3"
    )
    breaks(
        "import contextlib\nwith contextlib.suppress(ImportError):\n    import torch\ntorch.nn",
        chain="a:4",
    )


def test_what_follows_the_failure_in_a_suppressed_block_does_not_run(imports):
    imports(
        """
        from contextlib import suppress
        with suppress(ImportError):
            import torch
            import jax
        """
    )


MANAGER = """
class Quiet:
    def __enter__(self):
        return self
    def __exit__(self, kind, error, trace):
        {}
with Quiet():
    import torch
"""


def test_a_manager_that_swallows(imports, breaks):
    imports(MANAGER.format("return True"))
    imports(MANAGER.format("return kind is ImportError or issubclass(kind, ImportError)"))
    imports(MANAGER.format("return isinstance(error, ImportError)"))
    breaks(MANAGER.format("return False"))
    breaks(MANAGER.format("pass"))
    breaks(MANAGER.format("return issubclass(kind, ValueError)"))


def test_a_manager_of_another_module(imports):
    files = {"quiet.py": MANAGER.partition("with ")[0].format("return True")}
    imports({**files, "a.py": "from quiet import Quiet\nwith Quiet() as q:\n    import torch"})


def test_a_manager_that_does_not_swallow_runs_its_exit(breaks):
    breaks(MANAGER.format("import jax"), missing="jax")


GENERATOR = """
from contextlib import contextmanager
@contextmanager
def quiet():
    {}
with quiet():
    import torch
"""


def test_a_generator_as_manager(imports, breaks):
    imports(GENERATOR.format("try:\n        yield\n    except ImportError:\n        pass"))
    breaks(GENERATOR.format("try:\n        yield\n    except ValueError:\n        pass"))
    breaks(GENERATOR.format("yield"))
    breaks(GENERATOR.format("try:\n        yield\n    finally:\n        x = 1"))
    breaks(
        GENERATOR.format(
            "try:\n        yield\n    except ImportError as e:\n        raise RuntimeError from e"
        )
    )


def test_a_generator_as_manager_with_arguments(imports):
    imports(
        """
        import contextlib
        @contextlib.contextmanager
        def optional(name, *, errors=(ImportError,)):
            try:
                yield name
            except errors:
                pass
        with optional("torch") as name:
            import torch
        """
    )


def test_a_manager_known_by_configuration(imports):
    files = "from tools import optional\nwith optional():\n    import torch"
    site = {"tools.py": "from contextlib import suppress\noptional = lambda: suppress(ImportError)"}
    imports(files, site=site, swallowing=["tools.optional"])


def test_other_managers_are_taken_to_swallow_nothing(breaks):
    breaks("import threading\nwith threading.Lock():\n    import torch")
    breaks("import warnings\nwith warnings.catch_warnings():\n    import torch", chain="a:3")
