// A SentencePiece model file over any bytes. Holds the reader to: what it takes has pieces that
// come from the file.
#include "harness/text/sentencepiece_model.hpp"
#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace xner;
  const std::string_view bytes = fuzz::text_of(data, size);
  const fuzz::MemoryFile file(bytes);
  text::SentencePieceModel model;
  const auto read = [&] { model = text::read_sentencepiece_model(file.path()); };
  if (!fuzz::accepts(ErrorKind::kData, read)) return 0;
  std::size_t held = model.character_map.size();
  for (const auto& piece : model.pieces) {
    fuzz::require(bytes.find(piece.text) != bytes.npos, "a piece is in the file");
    held += piece.text.size();
  }
  fuzz::require(held <= size, "no byte is read twice");
  return 0;
}
