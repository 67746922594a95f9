// See strict_spans.hpp.
#include "harness/score/strict_spans.hpp"

#include <algorithm>

namespace xner::score {
namespace {

using data::Scheme;

/// Whether an entity may open at `tag`, given that it does not continue one.
bool opens(Scheme scheme, const StrictTag& before, const StrictTag& tag) {
  const bool same = before.prefix != 'O' && before.type == tag.type;
  switch (scheme) {
    case Scheme::kIob2:
      return tag.prefix == 'B';
    case Scheme::kIobes:
      return tag.prefix == 'B' || tag.prefix == 'S';
    case Scheme::kBilou:
      return tag.prefix == 'B' || tag.prefix == 'U';
    case Scheme::kIoe2:
      return tag.prefix != 'O';
    case Scheme::kIob1:  // B only parts two entities of one type
    case Scheme::kIoe1:
      return tag.prefix == 'I' || (tag.prefix == 'B' && same);
  }
  return false;
}

/// Whether `tag` goes on with the entity that `before` is in.
bool continues(const StrictTag& before, const StrictTag& tag) {
  const bool open = before.prefix == 'B' || before.prefix == 'I';
  const bool inner = tag.prefix == 'I' || tag.prefix == 'E' || tag.prefix == 'L';
  return open && inner && before.type == tag.type;
}

/// Whether an entity may close at `last`, given that `after` does not continue it.
bool closes(Scheme scheme, const StrictTag& last, const StrictTag& after) {
  switch (scheme) {
    case Scheme::kIob2:
      return true;
    case Scheme::kIobes:
      return last.prefix == 'E' || last.prefix == 'S';
    case Scheme::kBilou:
      return last.prefix == 'L' || last.prefix == 'U';
    case Scheme::kIoe2:
      return last.prefix == 'E';
    case Scheme::kIob1:  // between two types a B is not needed; after a single B seqeval minds it
    case Scheme::kIoe1:
      return last.prefix != 'B' || after.prefix != 'B' || last.type == after.type;
  }
  return false;
}

/// @param tags of the scheme; for IOE1 reversed and with B for E, see the header.
std::vector<StrictSpan> scan(const std::vector<StrictTag>& tags, Scheme scheme) {
  std::vector<StrictSpan> spans;
  const StrictTag outside;
  for (std::size_t i = 0; i < tags.size();) {
    const std::size_t first = i++;
    if (!opens(scheme, first == 0 ? outside : tags[first - 1], tags[first])) continue;
    while (i < tags.size() && continues(tags[i - 1], tags[i])) ++i;
    if (closes(scheme, tags[i - 1], i < tags.size() ? tags[i] : outside))
      spans.push_back({first, i - 1});
  }
  return spans;
}

}  // namespace

std::vector<StrictSpan> strict_spans(const std::vector<StrictTag>& tags, Scheme scheme) {
  if (scheme != Scheme::kIoe1) return scan(tags, scheme);
  std::vector<StrictTag> mirrored(tags.rbegin(), tags.rend());
  for (auto& tag : mirrored)
    if (tag.prefix == 'E') tag.prefix = 'B';
  auto spans = scan(mirrored, scheme);
  std::reverse(spans.begin(), spans.end());
  for (auto& [first, last] : spans) {
    const std::size_t mirrored_first = first;
    first = tags.size() - 1 - last;
    last = tags.size() - 1 - mirrored_first;
  }
  return spans;
}

}  // namespace xner::score
