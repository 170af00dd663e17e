// What Swift needs of libFuzzer: its driver, which calls the round for ever.
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv,
                        int (*round)(const uint8_t *data, size_t size));
