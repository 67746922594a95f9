// See word_splitter.hpp.
#include "harness/text/word_splitter.hpp"

#include <vector>

#include "harness/base/utf8.hpp"

namespace xner::text {
namespace {

/// Marks at the end of a word, put into canonical order as they come (Unicode 15, D109). Hardly
/// ever used.
class PendingMarks {
 public:
  void clear() noexcept {
    if (!marks_.empty()) marks_.clear();
  }

  void add(NormalizedWord& word, char32_t mark, std::uint8_t combining_class) {
    if (marks_.empty()) start_ = word.text().size();
    auto place = marks_.end();
    while (place != marks_.begin() && (place - 1)->combining_class > combining_class) --place;
    word.truncate(start_, marks_.size());
    marks_.insert(place, {mark, combining_class});
    for (const Mark& each : marks_) word.append(each.code_point);
  }

 private:
  struct Mark {
    char32_t code_point;
    std::uint8_t combining_class;
  };
  std::vector<Mark> marks_;
  std::size_t start_ = 0;  // byte of the first of them
};

/// A Hangul syllable as its jamo (Unicode 15, section 3.12).
void append_jamo(NormalizedWord& word, char32_t syllable) {
  constexpr char32_t kVowels = 21, kFinals = 28;
  const char32_t index = syllable - 0xAC00;
  word.append(0x1100 + index / (kVowels * kFinals));
  word.append(0x1161 + index / kFinals % kVowels);
  if (index % kFinals != 0) word.append(0x11A7 + index % kFinals);
}

}  // namespace

void NormalizedWord::append(char32_t c) noexcept {
  if (characters_++ >= kMaxCharacters) return;
  const auto put = [&](char32_t byte) { bytes_[size_++] = static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | (c >> 6));
  } else {
    if (c < 0x10000) {
      put(0xE0 | (c >> 12));
    } else {
      put(0xF0 | (c >> 18));
      put(0x80 | ((c >> 12) & 0x3F));
    }
    put(0x80 | ((c >> 6) & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

bool WordSplitter::next(std::string_view text, std::size_t& offset, NormalizedWord& word) const {
  using enum CodePointAction;
  word.clear();
  PendingMarks marks;
  while (offset < text.size()) {
    const std::size_t start = offset;
    const char32_t c = next_code_point(text, offset);
    const CodePointTable::Entry entry = table_[c];
    switch (entry.action) {
      case kKeep:
        marks.clear();
        word.append(entry.code_point);
        break;
      case kDrop:
        break;
      case kBarrier:
        marks.clear();
        break;
      case kSpace:
        if (!word.empty()) return true;
        break;
      case kIsolate:
        if (word.empty())
          word.append(entry.code_point);
        else
          offset = start;
        return true;
      case kMark:
        marks.add(word, entry.code_point, entry.combining_class);
        break;
      case kExpand:
        for (const char32_t part : table_.expansion(c)) {
          const CodePointTable::Entry each = table_[part];
          if (each.action == kMark) {
            marks.add(word, part, each.combining_class);
          } else {
            marks.clear();
            word.append(each.code_point);
          }
        }
        break;
      case kHangul:
        marks.clear();
        append_jamo(word, c);
        break;
    }
  }
  return !word.empty();
}

}  // namespace xner::text
