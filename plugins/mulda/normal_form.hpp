// Unicode's normalisation form C: letters and marks composed (UAX 15). Translators differ in what
// they write, and a word must be one word.
#pragma once

#include <string>
#include <string_view>

namespace mulda {

[[nodiscard]] std::string composed(std::string_view valid);

}  // namespace mulda
