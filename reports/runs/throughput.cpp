// See throughput.hpp.
#include "reports/runs/throughput.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "reports/runs/names.hpp"

namespace xner::reports {
namespace {

void add_measurement(const record::Measurement& row, Throughput& sum) {
  const auto counter = [&](const char* name) {
    const auto at = row.counters.find(name);
    return at == row.counters.end() ? 0.0 : at->second;
  };
  if (row.name.starts_with("train/")) {
    sum.train_seconds += row.real_seconds;
    sum.train_steps += static_cast<double>(row.iterations);
    sum.train_sentences += counter("sentences");
    sum.train_words += counter("words");
    sum.train_pieces += counter("wordpieces");
  } else if (row.name.starts_with("predict/")) {
    sum.predict_seconds += row.real_seconds;
    sum.predict_sentences += counter("sentences");
    sum.predict_words += counter("words");
    sum.predict_pieces += counter("wordpieces");
  } else if (row.name.starts_with("stage/")) {
    sum.peak_memory = std::max(sum.peak_memory, counter("peak_memory_bytes"));
    sum.peak_device_memory = std::max(sum.peak_device_memory, counter("peak_device_memory_bytes"));
    sum.concurrent = std::max(sum.concurrent, static_cast<std::int64_t>(counter("concurrent")));
    sum.reused = sum.reused || counter("reused") != 0;
  }
}

}  // namespace

std::vector<Throughput> throughput_of(const std::vector<RunData>& runs) {
  using Key = std::tuple<std::string, std::string, std::string, std::int64_t, std::string>;
  std::map<Key, Throughput> sums;
  std::map<Key, std::set<std::string>> seen;
  for (const RunData& run : runs) {
    if (!run.record || run.speed.empty()) continue;
    const record::RunId& id = run.record->id;
    const Key key{id.method, id.variant, id.source, size_order(id.size), id.size};
    sums[key].id = id;
    sums[key].experiment = run.record->experiment;
    for (const auto& row : run.speed)
      if (seen[key].insert(row.name).second) add_measurement(row, sums[key]);
  }
  std::vector<Throughput> rows;
  for (auto& [key, sum] : sums) rows.push_back(std::move(sum));
  return rows;
}

}  // namespace xner::reports
