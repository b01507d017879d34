"""Of samples of the user's handwriting, and of data sets."""

from __future__ import annotations

SENTENCES = (
    "Your samples could not be saved: {reason}.",
    "Your samples could not be read: {reason}.",
    "Your samples could not be deleted: {reason}.",
    "The samples could not be deleted: {reason}.",
    "The samples could not be changed: {reason}.",
    "The file of your samples is damaged and cannot be put aside: {reason}.",
    "their file is damaged again and again",
    "the disk is full",
    "the file or its folder is write-protected",
    "the file cannot be opened or made",
    "access is denied",
    "another program is writing to it; try again",
    "the disk cannot be read or written; it may be full",
    "The file of your samples was damaged and is kept as {name}; a new one was begun with "
    "the {count} samples that could be read.",
    "{count} of your samples are damaged and were left out.",
    "There is room for {most} samples, and {count} are there already; delete some first.",
    "Your samples were written by a newer DigitLens, and this one leaves them as they are; "
    "install the newer one again.",
    "no digit was found in it",
    "it holds more than one digit",
    "there is no ink in it",
    "The labels in {name} have shape {shape} and type {type}, expected a number for each picture.",
    "{name} holds no samples.",
    "{name} holds {count} samples, more than the {most} that are read.",
    "The label in row {row} of {name} is {label}, expected 0 to 9, or {nothing} for what is "
    "no digit.",
    "Row {row} of the labels in {name} is not one-hot, expected a single 1 among zeros.",
    "The pictures in {name} have shape {shape}, expected (N, height, width) in grey, no side "
    "over {most}.",
    "{name} holds {pictures} pictures but {labels} labels; these do not belong together.",
    "The pictures in {name} are of type {type}, expected numbers.",
    "The picture in row {row} of {name} has values from {low} to {high}, expected 0 to 255 "
    "or 0 to 1.",
    '"{fact}" in {name} has no row {row}, expected one a sample.',
    "Row {row} of {name} cannot be used: {reason}.",
    'Row {row} of "{fact}" in {name} cannot be: {value}.',
    "{name} is neither an npz file nor one of a pair of IDX files, such as "
    "train-images-idx3-ubyte and train-labels-idx1-ubyte; choose another one.",
    '{name} holds no pictures in folders named "0" to "9" or "not a digit"; sort them into '
    "such folders.",
    "None of the {count} pictures in {name} can be used; the first is {other}: {reason}.",
    "{name} lacks the other file of its pair, {other}; put both into one folder.",
    '{name} has no arrays "crops" and "labels", "images" and "labels" or "x" and "y"; name '
    "them so.",
    "{name} cannot be read or written: {reason}.",
    "{name} holds more than the {count} pictures that are read; import it in parts.",
    "{name} is no IDX file; {advice}.",
    "{name} has {count} dimensions, expected 1 to {most}.",
    "{name} ends within its header; {advice}.",
    "{name} says it holds {size} bytes, more than the {most} that are read.",
    "{name} is shorter than its header says; {advice}.",
    "{name} is longer than its header says; {advice}.",
    "{name} says it holds {size} bytes, more than are read or packed there.",
    "{name} has no array {wanted}, expected {known}.",
    "{name} is packed in another way than numpy does it; {advice}.",
    "{name} holds Python objects, which are not read.",
    "{name} is not as long as its header says.",
    "{path} is not there; check the folder of the data set.",
    "{name} is a damaged {kind} file; {advice}.",
    "download the data set again",
    "save it again",
    "{folder} holds {count} pictures that can be used; a training needs at least {least}.",
    "{folder} holds no MNIST, neither as IDX files such as train-images-idx3-ubyte.gz nor as "
    "mnist.npz; check the folder.",
    "{folder} is no folder; name the one that holds MNIST's files.",
    "{folder} has {name} but not all four files of MNIST; copy the others there too.",
    "The {part} images have shape {shape} and type {type}, expected (N, {height}, {width}) "
    "and uint8; this is not a data set like MNIST.",
    "There are {count} {part} images but labels of shape {shape} and type {type}; these "
    "files do not belong together.",
    "The {part} label in row {row} is {label}, expected 0 to 9.",
    "The {part} images hold no {digit}; all ten digits are needed.",
    "MNIST could not be downloaded, {reason}; check the network, or name a folder that holds "
    "its files.",
    "there is no address to try",
    "a server sent more than the file",
    "a server sent something else (wrong checksum)",
    "no server could be reached",
    "it could not be saved ({reason})",
)
