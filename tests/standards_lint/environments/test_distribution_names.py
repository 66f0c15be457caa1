from importlib.metadata import distributions, packages_distributions

import pytest
from packaging.utils import canonicalize_name
from standards_lint.environments.distribution_names import _table, guessed


@pytest.mark.parametrize(
    ("distribution", "names"),
    [
        ("pyyaml", ("_yaml", "yaml")),
        ("scikit-learn", ("sklearn",)),
        ("opencv-python", ("cv2",)),
        ("protobuf", ("google._upb", "google.protobuf")),
        ("google-cloud-storage", ("google.cloud.storage",)),
        ("mlx-cpu", ("mlx",)),
        ("attrs", ("attr", "attrs")),
        ("azure-storage-blob", ("azure.storage.blob", "azure.storage_blob")),
        ("types-requests", ()),
        ("apache-airflow-providers-common-sql", None),
        ("some-new-thing", ("some_new_thing",)),
    ],
)
def test_table(distribution, names):
    if names is None:
        assert "airflow.providers.common.sql" in guessed(distribution)
    else:
        assert guessed(distribution) == names


def test_keys_are_normalised_and_names_importable():
    for name, imports in _table().exact.items():
        assert name == canonicalize_name(name)
        assert all(part.isidentifier() for item in imports for part in item.split("."))


def test_no_entry_says_what_the_rule_says_anyway():
    assert [n for n, imports in _table().exact.items() if imports == (n.replace("-", "_"),)] == [
        name for name in ("mlx",) if name in _table().exact
    ]


def test_guesses_agree_with_the_metadata_installed_here():
    by_import = packages_distributions()
    wrong = []
    for distribution in distributions():
        name = canonicalize_name(distribution.metadata["Name"])
        real = {top for top, owners in by_import.items() if distribution.metadata["Name"] in owners}
        public = {top for top in real if top.isidentifier() and not top.startswith("_")}
        tops = {item.partition(".")[0] for item in guessed(name)}
        if public and not tops & public:
            wrong.append((name, tops, public))
    assert wrong == []
