// SPDX-License-Identifier: MIT
/// Gives every harness the inputs that were kept for it: what was found once is not found again.
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

using Harness = int (*)(const std::uint8_t* data, std::size_t size);

// A list of HARNESS(name), made by CMake.
#define HARNESS(name) extern "C" int name(const std::uint8_t* data, std::size_t size);
LEADLINE_HARNESSES
#undef HARNESS

namespace
{

struct Named {
    const char* name;
    Harness harness;
};

constexpr Named harnesses[] = {
#define HARNESS(name) {#name, name},
    LEADLINE_HARNESSES
#undef HARNESS
};

std::string current; ///< the input at hand

void sayWhichInput(int signal)
{
    static_cast<void>(!write(STDERR_FILENO, current.data(), current.size()));
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

/// How many inputs it was given.
int replay(const Named& named, const std::filesystem::path& folder)
{
    int inputs = 0;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        current = "with " + entry.path().string() + "\n";
        std::ifstream file(entry.path(), std::ios::binary);
        const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
        // In memory of exactly that size, for the sanitizer.
        const std::vector<std::uint8_t> input(bytes.begin(), bytes.end());
        named.harness(input.data(), input.size());
        ++inputs;
    }
    return inputs;
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 2) {
        std::fprintf(stderr, "fuzz_corpus FOLDER: a folder a harness lies in it\n");
        return 2;
    }
    std::signal(SIGABRT, sayWhichInput);
    std::signal(SIGSEGV, sayWhichInput);
    int failed = 0;
    for (const Named& named : harnesses) {
        const int inputs = replay(named, std::filesystem::path(arguments[1]) / named.name);
        std::printf("%-24s %4d inputs\n", named.name, inputs);
        failed += inputs == 0 ? 1 : 0;
    }
    if (failed > 0) {
        std::fprintf(stderr, "%d harnesses have no inputs in %s\n", failed, arguments[1]);
    }
    return failed > 0 ? 1 : 0;
}
