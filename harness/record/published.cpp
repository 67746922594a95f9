// See published.hpp.
#include "harness/record/published.hpp"

#include <fmt/format.h>

namespace xner::record {
namespace {

PublishedCell cell_from_json(const Json& json, const Json& part) {
  PublishedCell cell;
  part.at("source").get_to(cell.source);
  cell.conditions = part.at("conditions");
  json.at("row").get_to(cell.row);
  json.at("method").get_to(cell.method);
  cell.parameters = json.at("parameters");
  json.at("size").get_to(cell.size);
  json.at("target").get_to(cell.target);
  json.at("f1").get_to(cell.f1);
  if (json.contains("deviation")) cell.deviation = json.at("deviation").get<double>();
  json.at("encoder").get_to(cell.encoder);
  json.at("source_train").get_to(cell.source_train);
  json.at("target_test").get_to(cell.target_test);
  return cell;
}

}  // namespace

std::vector<PublishedCell> published_from_json(const Json& json,
                                               const std::filesystem::path& where) try {
  if (const int schema = json.at("schema").get<int>(); schema > kPublishedSchema)
    throw Error(ErrorKind::kData,
                fmt::format("not readable by this version: schema {}, known is {}", schema,
                            kPublishedSchema),
                Place{where.string()});
  std::vector<PublishedCell> cells;
  for (const Json& part : json.at("parts"))
    for (const Json& cell : part.at("cells")) cells.push_back(cell_from_json(cell, part));
  return cells;
} catch (const Json::exception& error) {
  throw Error(ErrorKind::kData,
              fmt::format("expected published numbers, found something else: {}", error.what()),
              Place{where.string()}, "`xner run` writes it anew");
}

}  // namespace xner::record
