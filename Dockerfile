# Two stages: everything to build with, then only what runs: Node itself, the bundle, and the packages that stay outside it.
# Both are of one Alpine, since Node uses its C++ library. Raise the two together: node:NODE-alpineALPINE has to exist.
ARG NODE=24.11.1
ARG ALPINE=3.22

FROM node:${NODE}-alpine${ALPINE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY runtime ./runtime
# The Node that runtime/ brings is made for glibc; here the image's own does the work.
RUN npm ci --ignore-scripts && rm -f node_modules/.bin/node
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts \
  && rm -rf dist/types node_modules/.cache \
    node_modules/better-sqlite3/deps node_modules/better-sqlite3/src \
  && find node_modules/better-sqlite3/prebuilds -type f ! -name 'linuxmusl-*' -delete \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

# The symbols of the binary are a seventh of it.
RUN apk add --no-cache binutils && strip /usr/local/bin/node

FROM alpine:${ALPINE}
RUN apk add --no-cache libstdc++
COPY --from=build /usr/local/bin/node /usr/local/bin/node
ENV NODE_ENV=production \
    VECTARA_EMULATOR_HOST=0.0.0.0 \
    VECTARA_EMULATOR_DATA_DIR=/data
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/migrations ./migrations
COPY --from=build /build/openapi ./openapi
COPY --from=build /build/assets ./assets
COPY --from=build /build/dist ./dist
RUN adduser -D -u 1000 emulator && mkdir /data && chown emulator:emulator /data && chmod 700 /data
USER emulator
VOLUME /data
EXPOSE 8328
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD wget -q -O /dev/null "http://127.0.0.1:${VECTARA_EMULATOR_PORT:-8328}/_emulator/ready" || exit 1
ENTRYPOINT ["node", "dist/main.js"]
