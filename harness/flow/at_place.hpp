// An error of a lower layer, with the place in the experiment that it cannot know.
#pragma once

#include "harness/base/error.hpp"

namespace xner::flow {

/// What the action returns. @throws its Error, completed by `place` if it has none of its own.
template <typename Action>
auto at_place(const Place& place, Action action) {
  try {
    return action();
  } catch (const Error& error) {
    throw Error(error.kind(), error.message(), error.place() ? *error.place() : place,
                error.hint());
  }
}

}  // namespace xner::flow
