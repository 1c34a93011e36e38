/** Sources that a compiler reads. */
export const compiledSource =
  /\.(?:c|cc|cpp|cxx|h|hh|hpp|m|mm|ino|java|kt|kts|scala|go|rs|swift|cs|fs|vb|zig|d|f90|f95|hs|erl|ml|mli|nim|cr|sol|cu|cuh|v|sv|vhd|pas|adb|ads|cob|cbl|proto|tex|bicep|gleam)$/i;
