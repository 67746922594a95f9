// Every limit on what is read, in one place. Input beyond one of them is refused with an Error that
// names limit and find; nothing is cut silently. Together they bound what hostile or broken input
// can cost: memory, the stack, and the length of a message.
#pragma once

#include <cstddef>
#include <cstdint>

namespace xner {

// Column files and lists of words (data/line_reader, data/column_reader, score/column_file).
inline constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxTokenBytes = std::size_t{4} << 10;  ///< a word or a label
inline constexpr std::size_t kMaxSentenceWords = 10'000;
inline constexpr std::size_t kMaxCorpusBytes = std::size_t{1} << 30;  ///< one file

// TOML: experiments, descriptors. toml++ 3.3 recurses over dotted keys without a limit of its own.
inline constexpr std::size_t kMaxTomlBytes = std::size_t{256} << 10;
inline constexpr std::size_t kMaxKeyDepth = 32;     ///< segments of a dotted key
inline constexpr std::size_t kMaxTomlNesting = 32;  ///< lists and inline tables inside each other
inline constexpr std::size_t kMaxOverrideBytes = std::size_t{64} << 10;  ///< one "a.b=value"

// Files of a tokenizer (text/vocabulary, text/tokenizer_files).
inline constexpr std::size_t kMaxVocabularyBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMaxTokenizerJsonBytes = std::size_t{256} << 20;

// JSON of messages and requests (sdk/json_fields): copying and printing recurse over nesting.
inline constexpr int kMaxJsonNesting = 64;

// The store of finished stages (store/action_record).
inline constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20;

// Plugins (sdk/elf_notes).
inline constexpr std::size_t kMaxPluginBytes = std::size_t{1} << 30;

// Header of a safetensors file (nn/safetensors_header).
inline constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;  ///< the format's own limit
inline constexpr int kMaxHeaderNesting = 8;                    ///< the format needs 3
inline constexpr std::size_t kMaxDimensions = 64;  ///< LibTorch's limit for most operations

// What is told of a bad input (base/error_list): places, and bytes of a quoted find.
inline constexpr std::size_t kMaxPlacesShown = 20;
inline constexpr std::size_t kMaxQuotedBytes = 80;

}  // namespace xner
