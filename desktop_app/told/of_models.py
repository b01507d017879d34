"""Of models, and what they were made from."""

from __future__ import annotations

SENTENCES = (
    "The model's card is damaged ({reason}).",
    "The model's temperature is {value}, expected 0.01 to 100.",
    "The model is damaged: its numbers are not finite; use another one.",
    "The model does not give probabilities that sum to 1; use another one.",
    "The model's file is damaged or no model; use another one.",
    "The model {verb} {shapes}, expected {expected} float32; it was made for something else.",
    "takes",
    "gives",
    "{name} is too large for a model of this program.",
    "The model {name} cannot be read: {reason}.",
    "The model {name} is damaged: its file is not what it was.",
    "The model {name} cannot be adapted, for its file is not what it was.",
    "The model {name} cannot be adapted, for it cannot be read: {reason}.",
    "The model is damaged: its numbers are not finite; train another one.",
    "The model goes from {from} to {to}, expected {expected} to {wanted}; it was made for "
    "something else.",
    "The converted model reads {share} of the sample otherwise than the trained one; it is "
    "not used.",
    "{name} is damaged or no model of this program.",
    "The model cannot be converted to LiteRT; train another one.",
    "{name} is no .keras file; only these are opened.",
    "{name} is damaged or no model of Keras.",
    "{name} names code of its own ({code}), which is never run; only models of Keras' own "
    "layers are opened.",
    "{name} cannot be read: {reason}.",
    "{name} holds more than a model of Keras, and is not opened.",
    "There is no earlier model to go back to.",
    "The model could not be saved in {folder} ({reason}); the model in use is unchanged.",
    "The name could not be saved in {folder} ({reason}); the model in use is unchanged.",
    "The model could not be deleted from {folder} ({reason}); the model in use is unchanged.",
    "The choice of the model could not be saved in {folder} ({reason}); the model in use is "
    "unchanged.",
    "A model needs a name.",
    "The model {name} is in use and cannot be deleted; use another one first.",
    "{wrong} Instead {instead} is in use.",
    "the one that ships with the program",
    "the earlier one, {name},",
    "The model that ships with the program cannot be {done}.",
    "renamed",
    "deleted",
    "The record of the model in use is damaged. Instead the one that ships with the program "
    "is in use; choose another one in the settings.",
    "No model can be used, not even the one that ships with the program; please install it again.",
    "{name} is no name of a model.",
    "The model {name} is not there.",
    "The model could not be exported to {path} ({reason}).",
    "There is a file {path} already; choose another name.",
    "{path} is not empty; name a new folder.",
    "own strokes",
    "own samples",
    "photographs without digits",
)
