// The verb `tokenize`: lines in, JSON lines out, for scripts that hold the tokenizer to its
// reference.
#pragma once

#include <filesystem>
#include <iosfwd>

namespace xner::cli {

/// For each line of `in` (ended by LF alone) one object {"ids", "tokens", "word_ids"} with the
/// encoder's start and end token around the pieces, whose word_ids are null. With `words` a line is
/// split at U+0020 only and word_ids are positions in that list (Hugging Face:
/// is_split_into_words); else they number the pre-tokenised words.
/// @throws Error{kData} as `load_tokenizer`, and for invalid UTF-8 with line and byte (both from
/// 1).
/// @returns the exit code, 0.
int run_tokenize(const std::filesystem::path& encoder, bool words, std::istream& in,
                 std::ostream& out);

}  // namespace xner::cli
