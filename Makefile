# DigitLens. `make` alone lists the targets. All of them set up what they need by themselves.

BIN := .venv/bin
INSTALLED := .venv/.installed
BUNDLING := build/bundle-environment

.PHONY: help run test fuzz check format bench profile sample peers soak camera-test scenes clips paperwork adaptation gate mnist lesson model demo screenshots translations dist bundle setup hooks clean
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(INSTALLED) ## Start DigitLens (ARGS="photo.jpg" opens a picture)
	@$(BIN)/digitlens $(ARGS)

test: $(INSTALLED) ## Run all tests (ARGS="-k camera" chooses)
	@$(BIN)/python -m pytest $(ARGS)

fuzz: $(INSTALLED) ## Give each parser 100,000 inputs of all kinds (EXAMPLES=1000, ARGS="-k idx")
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),100000) $(BIN)/python -m pytest -m fuzz --hypothesis-profile=fuzz --hypothesis-show-statistics -p no:cacheprovider --timeout=0 $(ARGS)

check: $(INSTALLED) ## Check style, types and imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32
	@$(BIN)/lint-imports --no-logo

format: $(INSTALLED) ## Put the code into its standard format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(INSTALLED) ## Measure speed, start-up, memory, latency and stalls of the window
	@$(BIN)/python -m tests.benchmarks $(ARGS)

profile: $(INSTALLED) ## Show where the time of a frame goes (ARGS="--seconds 10")
	@$(BIN)/python -m tests.benchmarks.profile_stages $(ARGS)

sample: $(INSTALLED) ## Measure speed beside OpenCV's own sample (ARGS=--install fetches it)
	@$(BIN)/python -m scripts.opencv_sample $(ARGS)

peers: $(INSTALLED) ## Measure other readers on the same pictures: make peers PHOTOS=truth.jsonl (ARGS=--install)
	@$(BIN)/python -m scripts.peers --photos "$(or $(PHOTOS),$(DIGITLENS_PHOTOS),$(error Say what is on the pictures: make peers PHOTOS=truth.jsonl))" $(ARGS)

many: $(INSTALLED) ## Read 10,000 pictures: memory, stops, a Dask cluster (ARGS="--count 1000")
	@$(BIN)/python -m scripts.many_pictures $(ARGS)

soak: $(INSTALLED) ## Use the window for ten minutes and look whether it grows (ARGS="--minutes 60")
	@$(BIN)/python -m tests.soak $(ARGS)

camera-test: $(INSTALLED) ## Try a real camera device in a virtual machine (needs QEMU)
	@$(BIN)/python -m tests.camera $(ARGS)

scenes: $(INSTALLED) ## Measure the reading of drawn pages (ARGS="--axis height --pages 50")
	@$(BIN)/python -m model.scene_benchmark $(ARGS)

clips: $(INSTALLED) ## Measure how steadily hand-held clips are read (ARGS="--clips 90")
	@$(BIN)/python -m model.clip_benchmark $(ARGS)

paperwork: $(INSTALLED) ## Measure the reading of drawn forms, cheques and boards: make paperwork DATA=folder
	@$(BIN)/python -m model.paperwork_benchmark $(if $(or $(DATA),$(DIGITLENS_DATA)),--data "$(or $(DATA),$(DIGITLENS_DATA))") $(ARGS)

adaptation: $(INSTALLED) ## Measure the adapting to hands that are read badly: make adaptation DATA=folder
	@$(BIN)/python -m model.adaptation_benchmark --data "$(or $(DATA),$(DIGITLENS_DATA),$(error Say where the data sets are: make adaptation DATA=folder))" $(ARGS)

mnist: $(INSTALLED) ## Train three presets and test them: make mnist DATA=folder with MNIST
	@$(BIN)/python -m model.mnist_benchmark --data "$(or $(DATA),$(DIGITLENS_DATA),$(error Say where MNIST is: make mnist DATA=folder))" $(ARGS)

model: $(INSTALLED) ## Train the bundled model again: make model DATA=folder
	@$(BIN)/python -m model.recipe --data "$(or $(DATA),$(DIGITLENS_DATA),$(error Say where the data sets are: make model DATA=folder))" $(ARGS)

gate: $(INSTALLED) ## Measure what the gate says of equal and of bad networks: make gate DATA=folder
	@$(BIN)/python -m model.gate_benchmark $(if $(or $(DATA),$(DIGITLENS_DATA)),--data "$(or $(DATA),$(DIGITLENS_DATA))") $(ARGS)

lesson: $(INSTALLED) ## Run the lesson, a notebook, from top to bottom into build/ (docs/lessons)
	@$(BIN)/python -m scripts.run_lesson $(ARGS)

demo: $(INSTALLED) ## Draw the demo clip again
	@$(BIN)/python -m desktop_app.demo $(ARGS)

translations: $(INSTALLED) ## Bring the window's texts in other languages up to date
	@$(BIN)/python -m scripts.update_translations

screenshots: $(INSTALLED) ## Draw every page of the window into build/screenshots (ARGS="--readme")
	@$(BIN)/python -m tests.screenshots $(ARGS)

dist: $(INSTALLED) ## Build the wheel and the source archive into dist/
	@rm -rf dist
	@$(BIN)/python -m build --outdir dist

bundle: dist ## Build a folder that runs without Python: build/bundle/digitlens (minutes, 6 GB)
	@rm -rf $(BUNDLING) && $(BIN)/python -m venv --without-pip $(BUNDLING)
	@$(BIN)/python -m pip --python $(BUNDLING)/bin/python install --quiet --disable-pip-version-check -c constraints.txt "$$(ls dist/*.whl)[bundle]"
	@$(BUNDLING)/bin/python -m PyInstaller --noconfirm --log-level ERROR --distpath build/bundle --workpath build/bundle-work packaging/digitlens.spec

setup: $(INSTALLED) ## Set up only

hooks: $(INSTALLED) ## Check every commit before it is made
	@$(BIN)/pre-commit install

clean: ## Remove the virtual environment and everything generated
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that lost its Python, or was made in another folder, is made anew.
ifneq ($(CURDIR),$(shell test -x $(BIN)/python && cat $(INSTALLED) 2>/dev/null))
.PHONY: help run test fuzz check format bench profile sample peers soak camera-test scenes clips paperwork adaptation gate mnist lesson model demo screenshots translations dist bundle setup hooks clean
endif

$(INSTALLED): pyproject.toml constraints.txt scripts/setup.sh
	@scripts/setup.sh
	@echo "$(CURDIR)" > $@
