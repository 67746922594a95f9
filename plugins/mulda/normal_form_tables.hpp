// The data of canonical composition, generated: see tools/make_normal_form_tables.py.
#pragma once

#include <span>

namespace mulda::normal_form {

/// `composed` is `first` and then `second`; of a singleton `second` is 0.
struct Pair {
  char32_t composed, first, second;
};

/// Code points first .. last of a canonical combining class other than 0.
struct MarkRun {
  char32_t first, last;
  int combining_class;
};

[[nodiscard]] std::span<const Pair> pairs() noexcept;    ///< decomposed and composed again
[[nodiscard]] std::span<const Pair> one_way() noexcept;  ///< decomposed for good
[[nodiscard]] std::span<const MarkRun> marks() noexcept;

}  // namespace mulda::normal_form
