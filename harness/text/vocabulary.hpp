// Reading the vocabulary of an encoder: vocab.txt, or the table inside tokenizer.json.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace xner::text {

/// One piece a line, the id is the line's number from 0; lines end at LF.
/// @throws Error{kData} with file and line: empty line, CRLF, invalid UTF-8, no piece at all.
[[nodiscard]] std::vector<std::string> read_vocabulary(const std::filesystem::path& file);

/// The object {"piece": id, ...} of tokenizer.json, ids 0 to size - 1.
/// @throws Error{kData} if an id is missing, given twice or not a number.
[[nodiscard]] std::vector<std::string> vocabulary_of(const nlohmann::json& table,
                                                     const std::filesystem::path& file);

/// @throws Error{kData} with the first difference: a folder with two vocabularies has a damaged
/// one.
void check_same_vocabulary(const std::vector<std::string>& pieces,
                           const std::filesystem::path& file, const nlohmann::json& table,
                           const std::filesystem::path& table_file);

}  // namespace xner::text
