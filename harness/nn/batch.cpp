// See batch.hpp.
#include "harness/nn/batch.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include "harness/base/random.hpp"
#include "harness/nn/dropout.hpp"

namespace xner::nn {
namespace {

at::Tensor on_device(const std::vector<std::int64_t>& values, const at::Device& device) {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
  std::copy(values.begin(), values.end(), tensor.mutable_data_ptr<std::int64_t>());
  return device.is_cpu() ? tensor : tensor.to(device, /*non_blocking=*/true);
}

/// The columns of a batch while it is being filled.
struct Columns {
  std::vector<std::int64_t> pieces, positions, sequence_ids, word_ids, token_keys;
  std::vector<std::int64_t> starts{0}, pair_ids, first_pieces, labels;
  std::vector<std::int64_t> sides, sentence_ids, sentence_starts, sentence_keys, piece_words;
};

/// The owned words of a window, and which of its pieces are theirs.
void add_words(Columns& columns, PackedBatch& batch, const BatchItem& item) {
  const text::Window& window = *item.window;
  const auto begin = static_cast<std::int64_t>(columns.piece_words.size());
  columns.piece_words.resize(begin + window.pieces.size(), -1);
  auto& key = columns.sentence_keys.back();
  for (const text::WindowWord& word : window.words) {
    if (!word.owned) continue;
    const auto row = static_cast<std::int64_t>(columns.first_pieces.size());
    const auto end = static_cast<std::int32_t>(window.pieces.size());
    for (std::int32_t i = word.first_piece; i < end && window.word_of_piece[i] == word.word; ++i) {
      columns.piece_words[begin + i] = row;
      key = static_cast<std::int64_t>(mix64(static_cast<std::uint64_t>(key)) + window.pieces[i]);
    }
    columns.first_pieces.push_back(begin + word.first_piece);
    columns.labels.push_back(item.labels != nullptr ? (*item.labels)[word.word] : data::kIgnored);
    batch.word_sentence.push_back(window.sentence);
    batch.word_index.push_back(word.word);
  }
}

void add_sequence(Columns& columns, PackedBatch& batch, const BatchItem& item, std::int64_t row) {
  const text::Window& window = *item.window;
  const std::int64_t begin = columns.starts.back();
  const auto length = static_cast<std::int64_t>(window.pieces.size());
  const auto sequence = static_cast<std::int64_t>(columns.pair_ids.size());
  const std::uint32_t row_key = mix32(static_cast<std::uint32_t>(row) + 1);
  for (std::int64_t i = 0; i < length; ++i) {
    columns.pieces.push_back(window.pieces[i]);
    batch.largest_piece = std::max<std::int64_t>(batch.largest_piece, window.pieces[i]);
    columns.positions.push_back(i);
    columns.sequence_ids.push_back(sequence);
    columns.word_ids.push_back(window.word_of_piece[i]);
    columns.token_keys.push_back(mix32(row_key ^ static_cast<std::uint32_t>(i)));
  }
  if (!item.continues || columns.sentence_starts.empty()) {
    columns.sentence_starts.push_back(sequence);
    columns.sentence_keys.push_back(0);
  }
  columns.sentence_ids.push_back(static_cast<std::int64_t>(columns.sentence_starts.size()) - 1);
  add_words(columns, batch, item);
  columns.starts.push_back(begin + length);
  columns.pair_ids.push_back(item.pair);
  columns.sides.push_back(item.side);
  batch.longest = std::max(batch.longest, length);
}

/// The sequences of each group, in the order of their places. Attention's time and memory grow with
/// the square of the padded length, so that a few long sentences should not pad all others; a group
/// costs a CPU some calls, a GPU some launches, which it has none to spare of.
std::vector<std::vector<std::int64_t>> similar_lengths(const std::vector<std::int64_t>& starts,
                                                       const at::Device& device) {
  constexpr std::int64_t kLittle = 8;  // tokens of padding that are cheaper than another group
  const auto length = [&starts](std::int64_t s) { return starts[s + 1] - starts[s]; };
  std::vector<std::int64_t> order(starts.size() - 1);
  std::iota(order.begin(), order.end(), 0);
  if (!device.is_cpu()) return {order};
  std::ranges::stable_sort(order, std::ranges::greater(), length);
  std::vector<std::vector<std::int64_t>> groups;
  for (const std::int64_t s : order) {
    const std::int64_t longest = groups.empty() ? 0 : length(groups.back().front());
    if (longest - length(s) > std::max(kLittle, longest / 4) || groups.empty())
      groups.emplace_back();
    groups.back().push_back(s);
  }
  return groups;
}

/// The places of one group, which begin at `rows.size()`.
PaddedGroup padded_group(std::span<const std::int64_t> members,
                         const std::vector<std::int64_t>& starts, const at::Device& device,
                         std::vector<std::int64_t>& slots, std::vector<std::int64_t>& rows) {
  PaddedGroup group;
  group.sequences = static_cast<std::int64_t>(members.size());
  for (const std::int64_t s : members)
    group.longest = std::max(group.longest, starts[s + 1] - starts[s]);
  const auto first_place = static_cast<std::int64_t>(rows.size());
  rows.resize(rows.size() + static_cast<std::size_t>(group.places()), 0);
  at::Tensor padding = at::full({group.sequences, group.longest},
                                -std::numeric_limits<float>::infinity(), at::kFloat);
  auto* bias = padding.mutable_data_ptr<float>();
  std::int64_t tokens = 0;
  for (std::int64_t row = 0; row < group.sequences; ++row) {
    const std::int64_t begin = starts[members[row]], end = starts[members[row] + 1];
    for (std::int64_t token = begin; token < end; ++token) {
      const std::int64_t place = row * group.longest + token - begin;
      slots[token] = first_place + place;
      rows[first_place + place] = token;
      bias[place] = 0;
    }
    tokens += end - begin;
  }
  group.equal_lengths = tokens == group.places();
  group.padding = padding.to(device);
  return group;
}

void add_padded_groups(PackedBatch& batch, const std::vector<std::int64_t>& starts,
                       const at::Device& device) {
  std::vector<std::int64_t> slots(starts.back()), rows;
  for (const auto& members : similar_lengths(starts, device))
    batch.groups.push_back(padded_group(members, starts, device, slots, rows));
  batch.equal_lengths = batch.groups.size() == 1 && batch.groups.front().equal_lengths;
  batch.padded_slots = on_device(slots, device);
  batch.packed_rows = on_device(rows, device);
}

}  // namespace

PackedBatch pack(std::span<const BatchItem> items, const at::Device& device,
                 std::int64_t first_row) {
  PackedBatch batch;
  Columns columns;
  for (std::size_t i = 0; i < items.size(); ++i)
    add_sequence(columns, batch, items[i], first_row + static_cast<std::int64_t>(i));
  batch.sequences = static_cast<std::int64_t>(items.size());
  batch.sentences = static_cast<std::int64_t>(columns.sentence_starts.size());
  batch.pieces = on_device(columns.pieces, device);
  batch.positions = on_device(columns.positions, device);
  batch.sequence_ids = on_device(columns.sequence_ids, device);
  batch.word_ids = on_device(columns.word_ids, device);
  batch.pair_ids = on_device(columns.pair_ids, device);
  batch.sides = on_device(columns.sides, device);
  batch.sentence_ids = on_device(columns.sentence_ids, device);
  batch.sentence_starts = on_device(columns.sentence_starts, device);
  batch.sentence_keys = on_device(columns.sentence_keys, device);
  batch.piece_words = on_device(columns.piece_words, device);
  batch.sequence_starts = on_device(columns.starts, device).to(at::kInt);
  batch.token_keys = on_device(columns.token_keys, device);
  batch.first_pieces = on_device(columns.first_pieces, device);
  batch.labels = on_device(columns.labels, device);
  add_padded_groups(batch, columns.starts, device);
  return batch;
}

}  // namespace xner::nn
