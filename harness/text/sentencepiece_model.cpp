// See sentencepiece_model.hpp. The wire format is that of protocol buffers: a key (field number and
// wire type) before each value; fields that are not known are skipped.
#include "harness/text/sentencepiece_model.hpp"

#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/utf8.hpp"

namespace xner::text {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 28;

enum class Wire : std::uint64_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

/// One message, which may lie inside another.
class Message {
 public:
  /// @param begin byte of the file at which `bytes` begin.
  Message(std::string_view bytes, std::size_t begin, const std::filesystem::path& file)
      : bytes_(bytes), begin_(begin), file_(file) {}

  /// Reads the next field; false at the end.
  [[nodiscard]] bool next() {
    if (at_ == bytes_.size()) return false;
    const std::uint64_t key = varint();
    field_ = key >> 3;
    wire_ = static_cast<Wire>(key & 7);
    switch (wire_) {
      case Wire::kVarint:
        number_ = varint();
        break;
      case Wire::kFixed64:
        value_ = take(8);
        break;
      case Wire::kBytes:
        value_ = take(varint());
        break;
      case Wire::kFixed32:
        value_ = take(4);
        break;
      default:
        fail(fmt::format("a field of wire type {}", key & 7));
    }
    return true;
  }

  [[nodiscard]] bool is(std::uint64_t field, Wire wire) const {
    if (field != field_) return false;
    if (wire != wire_) fail(fmt::format("field {} with another type", field));
    return true;
  }
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  [[nodiscard]] std::string_view bytes() const noexcept { return value_; }
  [[nodiscard]] Message message() const {
    return {value_, begin_ + static_cast<std::size_t>(value_.data() - bytes_.data()), file_};
  }
  [[nodiscard]] float real() const noexcept {
    float value = 0;
    std::memcpy(&value, value_.data(), sizeof value);
    return value;
  }

  [[noreturn]] void fail(const std::string& found) const {
    throw Error(
        ErrorKind::kData,
        fmt::format("expected a SentencePiece model, found {} at byte {}", found, begin_ + at_ + 1),
        Place{file_.string()}, "copy the encoder again");
  }

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    fail("a number of more than 64 bits");
  }

  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size() - at_) fail("the end");
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }

  std::string_view bytes_;
  std::size_t begin_;
  const std::filesystem::path& file_;
  std::size_t at_ = 0;
  std::uint64_t field_ = 0;
  Wire wire_ = Wire::kVarint;
  std::uint64_t number_ = 0;
  std::string_view value_;
};

SentencePieceModel::Piece read_piece(Message message) {
  SentencePieceModel::Piece piece;
  while (message.next()) {
    if (message.is(1, Wire::kBytes))
      piece.text = message.bytes();
    else if (message.is(2, Wire::kFixed32))
      piece.score = message.real();
    else if (message.is(3, Wire::kVarint))
      piece.type = static_cast<SentencePieceModel::PieceType>(message.number());
  }
  if (find_invalid_utf8(piece.text)) message.fail("a piece that is not UTF-8");
  return piece;
}

}  // namespace

SentencePieceModel read_sentencepiece_model(const std::filesystem::path& file) {
  const std::string bytes = read_file(file, kMaxBytes);
  SentencePieceModel model;
  Message message(bytes, 0, file);
  while (message.next()) {
    if (message.is(1, Wire::kBytes)) {
      model.pieces.push_back(read_piece(message.message()));
    } else if (message.is(2, Wire::kBytes)) {
      Message trainer = message.message();
      while (trainer.next())
        if (trainer.is(3, Wire::kVarint))
          model.kind = static_cast<SentencePieceModel::Kind>(trainer.number());
    } else if (message.is(3, Wire::kBytes)) {
      Message normalizer = message.message();
      while (normalizer.next())
        if (normalizer.is(2, Wire::kBytes)) model.character_map = normalizer.bytes();
    }
  }
  if (model.pieces.empty()) message.fail("no piece");
  return model;
}

}  // namespace xner::text
