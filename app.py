"""The chat page: `python app.py`."""

from pathlib import Path

from rag.settings import load_settings
from rag.ui import launch

EXAMPLES = Path(__file__).parent / "examples" / "transcripts"


def main() -> None:
    """Serve the library of the settings; where there is none, the examples."""
    settings = load_settings()
    if settings.library is None and not Path("transcripts").is_dir():
        settings = settings.model_copy(update={"library": EXAMPLES})
    launch(settings)


if __name__ == "__main__":
    main()
