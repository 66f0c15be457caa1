"""What is looked at: distributions, each unpacked alone, with two environments each."""

import re
import subprocess
import sys
from pathlib import Path

from standards_lint.config import Config, EnvironmentConfig, Project

PACKAGES = (
    "accelerate==1.15.0",
    "altair==6.3.0",
    "apache-airflow-core==3.3.2",
    "arviz==0.23.4",
    "astropy==8.0.2",
    "bokeh==3.9.2",
    "celery==5.7.0",
    "dask==2026.8.0",
    "datasets==5.2.0",
    "diffusers==0.42.1",
    "distributed==2026.8.0",
    "fsspec==2026.9.0",
    "gensim==4.4.0",
    "gradio==6.31.0",
    "haystack-ai==3.4.1",
    "huggingface-hub==2.4.0",
    "ipython==9.18.1",
    "joblib==1.6.0",
    "keras==3.15.1",
    "kombu==5.7.0",
    "langchain-community==0.4.2",
    "langchain-core==1.8.4",
    "librosa==0.11.0",
    "lightning==2.6.6",
    "llama-index-core==0.14.25",
    "matplotlib==3.11.2",
    "mlflow==3.18.0",
    "mne==1.13.2",
    "networkx==3.6.1",
    "nltk==3.10.4",
    "numba==0.68.1",
    "optuna==5.0.0",
    "pandas==3.1.1",
    "peft==0.21.2",
    "pymc==5.28.5",
    "scikit-image==0.26.0",
    "sktime==1.2.0",
    "spacy==3.8.18",
    "sphinx==9.0.4",
    "sqlalchemy==2.1.9",
    "statsmodels==0.15.0",
    "streamlit==1.67.0",
    "sympy==1.14.0",
    "timm==1.0.31",
    "torchvision==0.29.2",
    "tornado==6.6.1",
    "tqdm==4.70.1",
    "transformers==4.57.1",
    "twisted==26.10.0",
    "werkzeug==3.1.9",
    "xarray==2026.9.0",
)
_ROOT = re.compile(r"^\s*(?:import|from)\s+([A-Za-z_]\w*)", re.MULTILINE)


def unpacked(pin: str, cache: Path) -> Path:
    """The folder that one distribution is installed into, alone; made once.

    Raises:
        subprocess.CalledProcessError: uv could not install it.
    """
    folder = cache / "unpacked" / pin
    if not folder.exists():
        partial = folder.with_name(f"{pin}.partial")
        uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*uv, "--python", sys.executable, "--target", partial, pin], check=True)
        partial.rename(folder)
    return folder


def project(folder: Path, without: tuple[str, ...]) -> Project:
    """A project around unpacked code: `full` has all that it imports, `lean` lacks `without`.

    Without names in `without`, `lean` has nothing but the standard library.
    """
    names = {
        name
        for file in folder.rglob("*.py")
        for name in _ROOT.findall(file.read_text(encoding="utf-8", errors="replace"))
        if name not in sys.stdlib_module_names and not (folder / name).exists()
    }
    full = EnvironmentConfig(provides=tuple(sorted(names)))
    kept = names - set(without) if without else set()
    lean = EnvironmentConfig(provides=tuple(sorted(kept)))
    config = Config(src=(str(folder),), environments={"full": full, "lean": lean})
    return Project(folder, None, config)
