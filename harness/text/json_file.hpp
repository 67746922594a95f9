// The JSON files of an encoder folder: fields with errors that name the file; and the vocabulary of
// tokenizer.json, which is most of it, taken out while it is read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/utf8.hpp"
#include "harness/text/vocabulary.hpp"

namespace xner::text {

/// model.vocab of tokenizer.json in either of its forms.
struct JsonVocabulary {
  std::vector<VocabularyEntry> entries;  ///< an object {"piece": id}, as WordPiece has it
  std::vector<ScoredPiece> scored;       ///< an array of [piece, score], as Unigram has it
};

class JsonFile {
 public:
  /// A file that is absent is empty.
  /// @param vocabulary receives model.vocab, which then is not in the tree.
  /// @throws Error{kData} if it is not a JSON object.
  explicit JsonFile(std::filesystem::path path, JsonVocabulary* vocabulary = nullptr);

  [[nodiscard]] bool exists() const noexcept { return !root_.is_null(); }
  [[nodiscard]] const nlohmann::json& root() const noexcept { return root_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  /// @throws Error{kData} naming the file.
  [[noreturn]] void fail(std::string message, std::string hint = {}) const;

  /// Sets `value` if the object has the key with a value other than null.
  /// @throws Error{kData} if it is of another type.
  template <typename Value>
  void read(const nlohmann::json& object, const char* key, Value& value) const {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return;
    if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, bool>) {
      // nlohmann-json would cut 1.5 and 2^32 + 3 to what fits.
      const bool fits =
          found->is_number_unsigned() && std::in_range<Value>(found->template get<std::uint64_t>());
      if (!fits) fail(fmt::format("{}: expected a whole number that fits", key));
    }
    try {
      found->get_to(value);
    } catch (const nlohmann::json::exception& error) {
      fail(fmt::format("{}: {}", key, shortened(error.what(), 200)));
    }
  }

 private:
  std::filesystem::path path_;
  nlohmann::json root_;
};

/// The field "type"; "null" for what is no object, "" where there is none.
[[nodiscard]] std::string type_of(const nlohmann::json& object);

/// The value of the key, or an empty object.
[[nodiscard]] const nlohmann::json& part(const nlohmann::json& object, const char* key);

}  // namespace xner::text
