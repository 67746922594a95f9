// The files that translations come in: one record a line, fields separated by tabs, UTF-8. Every
// error names file and line.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "plugins/mulda/projection.hpp"

namespace mulda {

/// What a file says of one sentence, and where.
struct SentenceLine {
  std::string text;
  std::size_t line = 0;
};

/// "id TAB text" a line; in a file without tabs a line's number is its id, as corpora without ids
/// count their sentences. Empty texts are left out.
/// @throws xner::Error{kIo, kData}, also for an id that is there twice.
[[nodiscard]] std::unordered_map<std::string, SentenceLine> read_sentences(
    const std::filesystem::path& file);

/// "0-0 1-2 ...": words of source and target, from 0. @throws xner::Error{kData} at the line, also
/// for a word outside of the sentences.
[[nodiscard]] std::vector<WordLink> parse_alignment(const SentenceLine& line,
                                                    const std::filesystem::path& file,
                                                    std::size_t source_words,
                                                    std::size_t target_words);

/// "id TAB source template TAB target template".
struct TemplatePair {
  std::string source;
  std::string target;
  std::size_t line = 0;
};
[[nodiscard]] std::unordered_map<std::string, TemplatePair> read_templates(
    const std::filesystem::path& file);

/// "id TAB j TAB TYPE TAB source surface TAB target surface": the j-th entity (from 0).
struct EntityPair {
  std::string type;
  std::string source;
  std::string target;
  std::size_t line = 0;
};
/// By id and j. The target surface may be empty.
[[nodiscard]] std::unordered_map<std::string, std::map<std::size_t, EntityPair>> read_entities(
    const std::filesystem::path& file);

}  // namespace mulda
