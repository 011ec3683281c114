// SPDX-License-Identifier: MIT
/// Recordings of lines and captures of packets, plain and compressed.
#include "engine/tape/recording.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/compressed.h"

using namespace leadline;

namespace
{

using Step = tape::Recording::Step;

/// Everything the file holds, and what cannot be used of it.
std::string read(const std::filesystem::path& file, std::size_t size)
{
    auto recording = tape::Recording::open(file);
    if (!recording) {
        fuzz::require(!recording.error().what.empty(), "a defect says what is wrong");
        return recording.error().what;
    }
    std::string said;
    // A byte of gzip or zstd stands for thousands of bytes at most that could each be a line.
    const std::size_t most = 64 + size * 40'000;
    for (std::size_t steps = 0;; ++steps) {
        fuzz::require(steps < most, "a recording ends");
        const Step step = recording->next();
        if (step == Step::Message) {
            const tape::RawMessage& message = recording->message();
            // What may be read behind it is looked at: the sanitizer knows whether it is there.
            unsigned sum = 0;
            for (std::size_t i = 0; i < message.bytes.size() + tape::linePadding; ++i) {
                sum += static_cast<unsigned char>(message.bytes.data()[i]);
            }
            fuzz::require(sum < ~0U, "its bytes can be read");
            said.append(message.bytes.substr(0, 100)).append(message.request.substr(0, 100));
            said += std::to_string(message.receiveTime.time_since_epoch().count()) + '\n';
            continue;
        }
        if (step == Step::End) {
            return said + recording->passedOver();
        }
        fuzz::require(!recording->problem().empty(), "what is passed over is said");
        said += recording->problem() + '\n';
        if (step == Step::Broken) {
            fuzz::require(recording->next() == Step::Broken, "what is broken stays so");
            return said;
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes = fuzz::textOf(data, size);
    const std::string first = read(fuzz::asFile(bytes), size);
    fuzz::requireSame(read(fuzz::asFile(bytes), size), first, "a recording reads the same twice");
    // A line begins with when it was received: nothing that is compressed does.
    if (!bytes.empty() && bytes.front() >= '0' && bytes.front() <= '9') {
        const std::string text(bytes);
        fuzz::requireSame(read(fuzz::asFile(tests::gzip(text)), size), first, "compressed by gzip it reads the same");
        fuzz::requireSame(read(fuzz::asFile(tests::zstd(text)), size), first, "compressed by zstd it reads the same");
    }
    return 0;
}
