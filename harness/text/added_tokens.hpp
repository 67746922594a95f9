// Special tokens written in raw text ("[SEP]", "<s>"), found before anything else happens to it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/tokenizer.hpp"

namespace xner::text {

/// A token that is recognised in raw text.
struct AddedToken {
  std::string content;
  PieceId id = -1;
  bool strip_left = false;   ///< white space before it belongs to it
  bool strip_right = false;  ///< and white space after it
};

class AddedTokens {
 public:
  struct Match {
    std::size_t begin, end;  ///< bytes begin .. end - 1
    PieceId id;
  };

  AddedTokens() = default;
  /// Those of an encoder; where a content comes twice, the last one counts. An id right behind
  /// `pieces` extends them.
  /// @param vocabulary the file that the pieces come from, for messages.
  /// @throws Error{kData} for an id that belongs to another piece, or to none.
  AddedTokens(std::vector<AddedToken> tokens, std::vector<std::string>& pieces,
              const std::filesystem::path& vocabulary);

  void add(AddedToken token);

  /// The first match at or after byte `from`; the longest of those that begin there.
  [[nodiscard]] std::optional<Match> find(std::string_view text, std::size_t from) const;

 private:
  [[nodiscard]] static Match match(const AddedToken& token, std::string_view text, std::size_t from,
                                   std::size_t begin);

  std::vector<AddedToken> tokens_;  // longest first
  std::string first_bytes_;
};

}  // namespace xner::text
