# syntax=docker/dockerfile:1
# The image is the static binary and nothing else: no shell, no package manager.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd ./cmd
COPY internal ./internal
COPY docs ./docs
COPY labels ./labels
COPY migrations ./migrations
COPY web ./web
ARG VERSION=dev
ARG COMMIT=unknown
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false \
      -ldflags "-s -w -X sealbook/internal/version.Version=${VERSION} -X sealbook/internal/version.Commit=${COMMIT}" \
      -o /out/sealbook ./cmd/sealbook \
 && mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp

FROM scratch
COPY --from=build /out/sealbook /sealbook
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build /out/tmp /tmp
COPY LICENSE NOTICE THIRD_PARTY_NOTICES.md /
USER 65532:65532
VOLUME ["/data"]
ENV SEALBOOK_DATA=/data
EXPOSE 8443 9080
ENTRYPOINT ["/sealbook"]
CMD ["serve"]
