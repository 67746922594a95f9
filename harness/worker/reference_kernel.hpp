// A fixed piece of arithmetic, timed beside what is measured: a time divided by its time says less
// of the machine and of what else it does, so that runs of `xner bench` on one kind of machine can
// be held against each other later (`xner gate FILE --baseline FILE`).
#pragma once

#include "harness/sdk/stage_message.hpp"

namespace xner::worker {

/// Milliseconds on the stage's device and threads, the median of a few passes over what an encoder
/// layer does most: matrix products `[512, 512] float32` (`[1024, 1024]` on a GPU) and the softmax
/// of their rows: about 20 ms on one CPU core. Once its arithmetic changes, no file of before can
/// be compared any more.
[[nodiscard]] double reference_milliseconds(const sdk::Json& parameters);

}  // namespace xner::worker
