// Reading a SentencePiece model file: the fields of its protocol buffer that decide what pieces a
// text has (sentencepiece_model.proto).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace xner::text {

struct SentencePieceModel {
  enum class Kind : std::uint64_t { kUnigram = 1, kBpe = 2, kWord = 3, kChar = 4 };
  enum class PieceType : std::uint64_t {
    kNormal = 1,
    kUnknown = 2,
    kControl = 3,
    kUserDefined = 4,
    kUnused = 5,
    kByte = 6
  };
  struct Piece {
    std::string text;
    float score = 0;
    PieceType type = PieceType::kNormal;
  };

  std::vector<Piece> pieces;
  Kind kind = Kind::kUnigram;
  std::string character_map;
};

/// @throws Error{kData} with the byte at which the file stops making sense.
[[nodiscard]] SentencePieceModel read_sentencepiece_model(const std::filesystem::path& file);

}  // namespace xner::text
